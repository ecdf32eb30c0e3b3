import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClaimedError, claim } from './claim.ts';

let dir: string;

beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'claim-')), 'report');
});
afterEach(() => rmSync(join(dir, '..'), { recursive: true, force: true }));

describe('a directory of a drill', () => {
  it('is made, belongs to one drill, and is free after it', () => {
    const release = claim(dir);
    expect(() => claim(dir)).toThrow(ClaimedError);
    expect(() => claim(dir)).toThrow(`in use by a drill that runs now (process ${process.pid})`);
    release();
    expect(existsSync(join(dir, 'drill.pid'))).toBe(false);
    claim(dir)();
  });

  it('is taken over from a drill that was killed', () => {
    claim(dir)();
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(join(dir, 'drill.pid'), `${pid}\n`);
    claim(dir)();
  });

  it('is taken over from a claim that nobody can read', () => {
    claim(dir)();
    writeFileSync(join(dir, 'drill.pid'), 'half a');
    claim(dir)();
  });
});
