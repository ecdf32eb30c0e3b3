// Starts real servers for both regions: node test/engines/start.mjs [--brokers 1|3]. Bundles start.ts first.
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const outfile = join(here, '..', '..', 'dist', 'engines', `start-${process.pid}.mjs`);

/** Packages with native parts or files of their own. */
const OUTSIDE = ['libsql', 'msgpackr', 'esbuild', 'mongodb', '@aws-sdk/*', '@platformatic/kafka'];

mkdirSync(dirname(outfile), { recursive: true });
await build({
  entryPoints: [join(here, 'start.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: OUTSIDE,
  // The modules find what belongs to them beside their sources.
  define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(here, 'start.ts')).href) },
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
process.once('exit', () => rmSync(outfile, { force: true }));
await import(pathToFileURL(outfile).href);
