// Builds the front end into dist/dashboard, where the bundled command finds it: index.html, and files
// whose names carry a hash of their content, each also compressed, so that no server does it per request.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(dirname(here), 'dist');
export const dashboardDir = join(dist, 'dashboard');

const SOURCES = /\.(tsx?|css|html|svg|mjs|json)$/;
const TESTS = /\.test\.tsx?$/;
const COMPRESSED = /\.(js|css|html|svg)$/;

function newest(dir) {
  let latest = 0;
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'testing') continue;
    const path = join(dir, entry.name);
    if (entry.isDirectory()) latest = Math.max(latest, newest(path));
    else if (SOURCES.test(entry.name) && !TESTS.test(entry.name)) {
      latest = Math.max(latest, statSync(path).mtimeMs);
    }
  }
  return latest;
}

function builtAt() {
  const page = join(dashboardDir, 'index.html');
  return existsSync(page) ? statSync(page).mtimeMs : 0;
}

function compress(dir) {
  for (const name of readdirSync(dir, { recursive: true })) {
    const path = join(dir, name);
    if (!COMPRESSED.test(name)) continue;
    const content = readFileSync(path);
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    const quality = { [constants.BROTLI_PARAM_QUALITY]: 10 };
    writeFileSync(`${path}.br`, brotliCompressSync(content, { params: quality }));
  }
}

/** Another builder may put its own there between the two steps: then the last one wins. */
function replace(built) {
  for (let tries = 5; ; tries -= 1) {
    rmSync(dashboardDir, { recursive: true, force: true });
    try {
      return renameSync(built, dashboardDir);
    } catch (error) {
      if (tries === 0) throw error;
    }
  }
}

/** Whoever asks for a page meanwhile gets the old build or the new one: the directory appears whole. */
export async function buildDashboard() {
  const { build } = await import('vite');
  mkdirSync(dist, { recursive: true });
  const into = mkdtempSync(join(dist, '.dashboard-'));
  // Whoever may read the checkout may read the pages.
  chmodSync(into, 0o755);
  try {
    await build({
      root: here,
      base: '/dashboard/',
      configFile: false,
      publicDir: false,
      logLevel: 'warn',
      build: {
        outDir: into,
        emptyOutDir: true,
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        reportCompressedSize: false,
        // The first that know light-dark() and color-mix().
        target: ['chrome123', 'firefox120', 'safari17.5'],
        rolldownOptions: {
          // Packages mark what is for browsers alone; here everything is.
          onLog: (level, log, report) =>
            log.code === 'MODULE_LEVEL_DIRECTIVE' || report(level, log),
        },
      },
    });
    compress(into);
    replace(into);
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

/** Only when a source is newer than what was built. */
export async function buildDashboardIfStale() {
  if (builtAt() < newest(here)) await buildDashboard();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildDashboard();
