import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHttpServer } from '../../http/index.ts';
import { pageRoutes } from './routes.ts';

const SCRIPT = 'export const answer = 42;';
const PAGE = '<!doctype html><script type="module" src="/dashboard/assets/main-1a2b.js"></script>';

let dir: string;
let server: FastifyInstance;

async function serve(from: string | undefined): Promise<void> {
  server = createHttpServer({ bodyLimit: 100, onRefused: () => undefined });
  await server.register(pageRoutes(from));
}
const get = (url: string, headers: Readonly<Record<string, string>> = {}) =>
  server.inject({ url, headers: { host: 'localhost:8080', ...headers } });

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tandem-pages-'));
  mkdirSync(join(dir, 'assets'));
  writeFileSync(join(dir, 'index.html'), PAGE);
  const script = join(dir, 'assets', 'main-1a2b.js');
  writeFileSync(script, SCRIPT);
  writeFileSync(`${script}.br`, brotliCompressSync(SCRIPT));
  writeFileSync(`${script}.gz`, gzipSync(SCRIPT));
  writeFileSync(join(dir, '.secret'), 'not a page');
  await serve(dir);
});
afterEach(async () => {
  await server.close();
  rmSync(dir, { recursive: true });
});

test('every address of a page answers with the first page, under a policy that admits files only', async () => {
  for (const url of ['/dashboard', '/dashboard/', '/dashboard/transactions/abc?x=1']) {
    const page = await get(url);
    expect(page.body).toBe(PAGE);
    expect(page.headers['cache-control']).toBe('no-cache');
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(policy).not.toMatch(/unsafe|nonce|\*/);
    expect(page.headers).toMatchObject({
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
  }
});

test('files with a hash in their name are kept for good, in the smallest form that is taken', async () => {
  const url = '/dashboard/assets/main-1a2b.js';
  const best = await get(url, { 'accept-encoding': 'gzip, br' });
  expect(best.headers).toMatchObject({
    'content-encoding': 'br',
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': 'text/javascript; charset=utf-8',
    vary: 'accept-encoding',
  });
  const gzip = await get(url, { 'accept-encoding': 'gzip, br;q=0' });
  expect(gzip.headers['content-encoding']).toBe('gzip');
  const plain = await get(url);
  expect(plain.body).toBe(SCRIPT);
  const known = await get(url, { 'if-none-match': String(plain.headers.etag) });
  expect([known.statusCode, known.body]).toEqual([304, '']);
});

test.each([
  '/dashboard/assets/other.js',
  '/dashboard/.secret',
  '/dashboard/../index.html',
  '/dashboard/..%2f..%2fetc%2fpasswd',
  '/dashboard/api/nothing',
])('%s is not there', async (url) => {
  expect((await get(url)).statusCode).toBe(404);
});

test('pages that were not built say so', async () => {
  await server.close();
  await serve(undefined);
  await server.close();
  await serve(join(dir, 'assets'));
  const page = await get('/dashboard/');
  expect(page.statusCode).toBe(503);
  expect(page.body).toContain('npm run prepare');
});
