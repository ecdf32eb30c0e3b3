// Bundles the `tandem` command with esbuild, so that every process starts fast: a small entry, and one file
// per command that holds what this command needs and nothing else. Packages from npm are inside:
// resolving their hundreds of files would cost every process half a second of CPU.
import { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildDashboardIfStale } from '../dashboard/build.mjs';
import { ensureModels } from '../deploy/kubernetes/crds/generate.mjs';
import { ensureBindings } from '../deploy/terraform/bindings/generate.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outdir = join(root, 'dist');
const commandsDir = join(root, 'cli', 'commands');
export const bundlePath = join(outdir, 'tandem.mjs');

/**
 * Packages with native parts or files of their own, those that only tests install, and clients of real
 * services, which only a process that is configured for one loads.
 */
const OUTSIDE = [
  ...['libsql', 'msgpackr', 'esbuild', 'smpp', 'cdktn', 'constructs', '@aws-sdk/*'],
  ...['@redis/client', '@platformatic/kafka', 'mongodb', 're2-wasm'],
];

/** CommonJS packages inside an ES module still ask for `require` of Node's own modules. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const SKIPPED = new Set(['node_modules', 'dist', 'docs', '.git', '.gen', '.tandem']);

function newestSource(dir) {
  let newest = 0;
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    const path = join(dir, entry.name);
    if (entry.isDirectory()) newest = Math.max(newest, newestSource(path));
    else if (entry.name.endsWith('.ts') || entry.name === 'package.json') {
      newest = Math.max(newest, statSync(path).mtimeMs);
    }
  }
  return newest;
}

function bundledAt() {
  try {
    return statSync(bundlePath).mtimeMs;
  } catch {
    return 0;
  }
}

/** What the entry loads when a command is asked for: the file of that command. */
function loadCommandsApart(builder) {
  builder.onResolve({ filter: /\/commands\/.*\.run\.ts$|^\.\/.*\.run\.ts$/ }, (args) =>
    args.kind === 'dynamic-import'
      ? { path: `./${basename(args.path, '.ts')}.mjs`, external: true }
      : undefined,
  );
}

/** Each file appears whole, and the entry after its commands, so that two builders never collide. */
function place(file, into) {
  const path = join(into, basename(file.path));
  writeFileSync(`${path}.${process.pid}`, file.contents);
  renameSync(`${path}.${process.pid}`, path);
}

/** @param into another directory, inside the checkout: what stays outside the bundle is found from there */
export async function bundle({ into = outdir, plugins = [] } = {}) {
  ensureBindings();
  ensureModels();
  const commands = readdirSync(commandsDir).filter((name) => name.endsWith('.run.ts'));
  const { outputFiles } = await build({
    entryPoints: [
      ...commands.map((name) => join(commandsDir, name)),
      join(root, 'cli', 'tandem.ts'),
    ],
    outdir: into,
    entryNames: '[name]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'linked',
    sourcesContent: false,
    write: false,
    external: OUTSIDE,
    banner: { js: REQUIRE },
    plugins: [{ name: 'load-commands-apart', setup: loadCommandsApart }, ...plugins],
    logLevel: 'warning',
  });
  mkdirSync(into, { recursive: true });
  const isEntry = (file) => basename(file.path) === basename(bundlePath);
  for (const file of outputFiles.filter((file) => !isEntry(file))) place(file, into);
  for (const file of outputFiles.filter(isEntry)) place(file, into);
}

/** In a checkout the sources may be newer than the bundle. */
export async function bundleIfStale() {
  if (bundledAt() < newestSource(root)) await bundle();
  await buildDashboardIfStale();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundle();
  await buildDashboardIfStale();
}
