// Bundles the `tandem` command with esbuild (about 40 ms), so that every process starts fast.
// Packages from npm stay outside the bundle: they are resolved from node_modules as usual.
import { readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const bundlePath = join(root, 'dist', 'tandem.mjs');

const SKIPPED = new Set(['node_modules', 'dist', 'docs', '.git', '.tandem']);

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

/** Writes the bundle beside its final name and renames it, so that two builders never collide. */
export async function bundle() {
  const outfile = `${bundlePath}.${process.pid}.mjs`;
  await build({
    entryPoints: [join(root, 'cli', 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: false,
    plugins: [{ name: 'npm-packages-outside', setup: keepNpmPackagesOutside }],
    logLevel: 'warning',
  });
  renameSync(outfile, bundlePath);
}

function keepNpmPackagesOutside(builder) {
  builder.onResolve({ filter: /^[^./]/ }, (args) =>
    args.kind === 'entry-point' || args.path.startsWith('@tandem/')
      ? undefined
      : { path: args.path, external: true },
  );
}

/** In a checkout the sources may be newer than the bundle; an installed package has no sources newer. */
export async function bundleIfStale() {
  if (bundledAt() < newestSource(root)) await bundle();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
