import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { benchStores } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'bench-stores-'));
const entry = join(directory, 'bench.mjs');
const OUTSIDE = ['libsql', 'msgpackr', 'mongodb', '@redis/client', '@platformatic/kafka'];

beforeAll(async () => {
  await build({
    entryPoints: [join(dirname(fileURLToPath(import.meta.url)), 'main.ts')],
    outfile: entry,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: [...OUTSIDE, 'typebox', 'typebox/*', 'ulid'],
  });
  const library = createRequire(import.meta.url).resolve('libsql');
  symlinkSync(dirname(dirname(library)), join(directory, 'node_modules'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('benchStores', () => {
  test('gives a figure for every measure, with its peer', async () => {
    const measures = await benchStores({ entry, rounds: 1, seconds: 0.2, services: {} });
    expect(measures.map(({ name }) => name)).toEqual([
      'documents: durable writes, transactions of 7',
      'documents: durable writes, transactions of 7: engine CPU',
      'documents: durable writes, transactions of 7: client CPU',
      'documents: durable writes, inserts only',
      'documents: durable writes, inserts only: engine CPU',
      'documents: durable writes, inserts only: client CPU',
      'documents: p50 at 1,000/s',
      'documents: p99 at 1,000/s',
      'events: published',
      'events: consumed',
      'events: engine CPU, both',
      'events: publisher CPU',
      'events: consumer CPU',
      'cache: mailbox operations',
      'cache: engine CPU',
      'cache: client CPU',
    ]);
    for (const { name, value } of measures) expect(value, name).toBeGreaterThan(0);
    expect(Object.keys(measures[0]?.ratios ?? {})).toEqual(['bare SQLite loop']);
  });
});
