import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface ChildProgram {
  readonly directory: string;
  readonly entry: string;
  remove(): void;
}

/** Bundles child-main.ts into a temporary directory that sees the packages of this checkout. */
export async function bundleChild(): Promise<ChildProgram> {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-runtime-'));
  const entry = join(directory, 'child.mjs');
  await build({
    entryPoints: [join(dirname(fileURLToPath(import.meta.url)), 'child-main.ts')],
    outfile: entry,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['ajv', 'fastify', 'libsql', 'msgpackr', 'pino', 'prom-client', 'typebox', 'ulid'],
    logLevel: 'warning',
  });
  const library = createRequire(import.meta.url).resolve('libsql');
  symlinkSync(dirname(dirname(library)), join(directory, 'node_modules'));
  return { directory, entry, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
