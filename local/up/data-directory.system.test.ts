import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallbackReceiver } from '../bank/callback-receiver.ts';
import { BankClient } from '../bank/client.ts';
import { BUNDLE } from '../testing/bundled-system.ts';
import { freePortBase } from './free-port-base.ts';
import { type LocalSystem, startSystem } from './system.ts';

let mountPoint: string;

beforeEach(() => {
  mountPoint = mkdtempSync(join(tmpdir(), 'tandem-disk-'));
});

afterEach(() => {
  if (mayMount) execFileSync('umount', ['-l', mountPoint]);
  rmSync(mountPoint, { recursive: true, force: true });
});

function mount(options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', mountPoint]);
}

/** A disk of a known size can only be had by mounting one. */
const mayMount = canMount();

function canMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'tandem-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    return true;
  } catch {
    process.stderr.write('not run: full and read-only disks (they need root and mount)\n');
    return false;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

async function start(): Promise<LocalSystem> {
  const portBase = await freePortBase();
  const dataDir = join(mountPoint, 'data');
  return startSystem({ profile: 'fast', entry: BUNDLE, portBase, dataDir });
}

describe.skipIf(!mayMount)('a data directory', () => {
  it('on a read-only disk ends the start with one sentence', async () => {
    mount('ro');
    await expect(start()).rejects.toThrow(/^the data directory cannot be used: .* read-only/);
  });

  it('on a full disk ends the start with one sentence', async () => {
    mount('size=64k');
    writeFileSync(join(mountPoint, 'filler'), Buffer.alloc(60 * 1_024));
    await expect(start()).rejects.toThrow(/ENOSPC|no space|disk/);
  });

  it('that fills up refuses what it cannot keep, loses nothing, and serves again when there is space', async () => {
    mount('size=64m');
    const system = await start();
    const { customer, url } = system.credentials;
    const receiver = new CallbackReceiver({ signingSecret: customer.signingSecret });
    const callbackUrl = `http://127.0.0.1:${await receiver.listen(0)}/callbacks`;
    const ask = async (requestId: string, forMs: number) => {
      const retry = { maxTries: 1_000, maxBackoffMs: 200, forMs };
      const client = new BankClient({ url, credentials: customer, callbackUrl, retry });
      const msisdn = '+14045550120';
      const submission = await client.submit({ msisdn, model: 'silent', message: '' }, requestId);
      await client.close();
      return submission.kind;
    };
    try {
      expect(await ask('before', 10_000)).toBe('accepted');
      expect(await receiver.awaitOutcome('before', 30_000)).toBeDefined();
      fillUp(join(mountPoint, 'filler'));
      // The last page of the journal may still take a few: those are accepted, and safe.
      const accepted: string[] = [];
      for (let nth = 1; (await ask(`full-${nth}`, 1_000)) === 'accepted'; nth += 1) {
        accepted.push(`full-${nth}`);
        expect(nth).toBeLessThan(200);
      }
      rmSync(join(mountPoint, 'filler'));
      expect(await ask('after', 30_000)).toBe('accepted');
      expect(await receiver.awaitOutcome('after', 30_000)).toMatchObject({
        responseType: 'VERIFIED',
      });
      const outcomes = await Promise.all(accepted.map((id) => receiver.awaitOutcome(id, 60_000)));
      expect(outcomes).not.toContain(undefined);
      expect((await system.processes()).map(({ state }) => state)).not.toContain('stopped');
    } finally {
      await receiver.close();
      await system.stop();
    }
  });
});

function fillUp(path: string): void {
  const block = Buffer.alloc(64 * 1_024);
  try {
    for (;;) writeFileSync(path, block, { flag: 'a' });
  } catch (error) {
    if (!(error instanceof Error) || !/ENOSPC/.test(error.message)) throw error;
  }
}
