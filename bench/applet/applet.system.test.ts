import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BenchWorker } from '../worker/parent.ts';
import { benchApplet } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'bench-applet-'));
const entry = join(directory, 'bench.mjs');

beforeAll(async () => {
  const source = join(dirname(fileURLToPath(import.meta.url)), 'main.ts');
  await build({
    entryPoints: [source],
    outfile: entry,
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('benchApplet', () => {
  test('gives a figure for every measure, with its peers', async () => {
    const measures = await benchApplet({ entry, rounds: 1, seconds: 0.05, idleConnections: 100 });
    expect(
      measures.map(({ name, unit, ratios = {} }) => [name, unit, ...Object.keys(ratios)]),
    ).toEqual([
      ['applet: encode and sign', 'frames/s'],
      ['applet: decode and verify', 'frames/s'],
      ['applet: AES-CMAC of 112 bytes', '1/s', 'a cipher per message'],
      ['applet: keys derived and set up', '1/s'],
      ['applet: exchanges, each on its own connection', '1/s', 'bare TCP'],
      ['applet: exchanges, on open connections', '1/s', 'bare TCP'],
      ['applet: memory per idle connection, of 100', 'bytes'],
    ]);
    for (const { value } of measures.slice(0, -1)) expect(value).toBeGreaterThan(0);
  });
});

describe('a bench worker', () => {
  test('passes on the error of a method, and of a method that does not exist', async () => {
    const worker = new BenchWorker('applet', 'client', { entry });
    await expect(worker.call('fly')).rejects.toThrow('no method fly');
    const load = { port: 1, concurrency: 1, seconds: 1 };
    await expect(worker.call('exchangeEach', load)).rejects.toThrow('ECONNREFUSED');
    await worker.stop();
    await expect(worker.call('release')).rejects.toThrow();
  });
});
