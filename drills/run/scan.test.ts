import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scanForMsisdns } from './scan.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'scan-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const CHUNK = 65_536;

describe('the scan for numbers at rest', () => {
  it('reads every file, and finds none where there is none', async () => {
    mkdirSync(join(dir, 'logs'));
    writeFileSync(join(dir, 'logs', 'a.log'), 'nothing');
    writeFileSync(join(dir, 'b'), '');
    expect(await scanForMsisdns(dir)).toEqual({ files: 2, bytes: 7, found: 0 });
  });

  it('finds a number with and without its plus, and says where without saying it', async () => {
    mkdirSync(join(dir, 'logs'));
    writeFileSync(join(dir, 'logs', 'a.log'), 'to +14045550101, from 12125550142.');
    expect(await scanForMsisdns(dir)).toEqual({
      files: 1,
      bytes: 34,
      found: 2,
      where: 'logs/a.log at 4',
    });
  });

  it.each([0, 1, 5, 10, 11, 12])(
    'finds a number that begins %d bytes before a chunk ends',
    async (before) => {
      writeFileSync(
        join(dir, 'journal'),
        `${'-'.repeat(CHUNK - before)}14045550101${'-'.repeat(9)}`,
      );
      expect(await scanForMsisdns(dir)).toMatchObject({ found: 1 });
    },
  );

  it('takes no part of a longer number for one, and leaves spare applets out', async () => {
    writeFileSync(join(dir, 'ids'), '214045550101 140455501012 +19995550101 14045550201');
    expect(await scanForMsisdns(dir)).toMatchObject({ found: 0 });
  });

  it('finds a number between bytes that are no text', async () => {
    const bytes = Buffer.concat([
      Buffer.from([0xac, 0xff]),
      Buffer.from('+14045550101'),
      Buffer.from([0]),
    ]);
    writeFileSync(join(dir, 'documents.db'), bytes);
    expect(await scanForMsisdns(dir)).toMatchObject({ found: 1, where: 'documents.db at 3' });
  });
});
