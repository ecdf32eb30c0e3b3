import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Supervised, superviseProcess } from '@tandem/runtime';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CREDENTIALS, FakeApi } from './bank/testing/fake-api.ts';
import { fleetSubscribers } from './carrier/index.ts';
import { MASTER_KEY, TandemSide } from './carrier/testing/tandem-side.ts';

const directory = mkdtempSync(join(tmpdir(), 'tandem-local-'));
const entry = join(directory, 'entry.cjs');
const running: Supervised[] = [];

beforeAll(() =>
  build({
    entryPoints: [fileURLToPath(new URL('testing/entry.ts', import.meta.url))],
    outfile: entry,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  }),
);
afterEach(async () => {
  await Promise.all(running.splice(0).map((child) => child.stop(2_000)));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function start(name: 'carrier' | 'bank', options: object): Supervised {
  const child = superviseProcess({
    name,
    args: [name, JSON.stringify(options)],
    entry,
    restart: false,
    readyTimeoutMs: 15_000,
    logFile: join(directory, `${name}.log`),
  });
  running.push(child);
  return child;
}

const carrierOptions = (appletTarget: object, smscPort = 0) => ({
  profile: 'fast',
  smscPort,
  mnoPort: 0,
  controlPort: 0,
  appletTarget,
  appletMasterKey: MASTER_KEY.toString('hex'),
  systems: [{ systemId: 'tandem', password: 'secret' }],
  operatorToken: 'operator-token',
  pace: 0,
});

describe('the carrier as a process', () => {
  it('serves, drains on SIGTERM with exit code 0, and unbinds its ESMEs', async () => {
    const tandem = new TandemSide();
    const carrier = start('carrier', carrierOptions(await tandem.listen()));
    const { ports } = await carrier.ready;
    await tandem.bind(ports.smsc ?? 0, 1);
    const unbound = new Promise((resolve) => tandem.binds[0]?.once('unbound', resolve));
    expect(await carrier.stop(10_000)).toMatchObject({ code: 0, signal: null });
    await unbound;
    await tandem.close();
  });

  it('goes on after kill -9: handsets are woken by the next wake-up, their counters accepted', async () => {
    const tandem = new TandemSide();
    const target = await tandem.listen();
    const carrier = start('carrier', carrierOptions(target));
    const first = await carrier.ready;
    const smscPort = first.ports.smsc ?? 0;
    await tandem.bind(smscPort, 1);
    const subscriber = fleetSubscribers().find(({ persona }) => persona === 'approves');
    if (!subscriber) throw new Error('the fleet has somebody who approves');
    const answered = (count: number) =>
      expect.poll(() => tandem.acks.length, { timeout: 10_000 }).toBe(count);
    tandem.notify(subscriber, { notificationId: 'before' });
    await tandem.wake(subscriber);
    await answered(1);
    carrier.signal('SIGKILL');
    await expect.poll(() => carrier.state).toBe('stopped');
    const again = start('carrier', carrierOptions(target, smscPort));
    await again.ready;
    await expect.poll(() => tandem.binds[0]?.state, { timeout: 10_000 }).toBe('bound');
    tandem.notify(subscriber, { notificationId: 'after' });
    await tandem.wake(subscriber);
    await answered(2);
    await tandem.close();
  });

  it('says in one line which option is wrong, or which port is in use', async () => {
    const target = { host: '127.0.0.1', port: 1 };
    const wrong = start('carrier', { ...carrierOptions(target), seed: -1 });
    await expect(wrong.ready).rejects.toThrow('carrier.seed: must be >= 0');
    const one = start('carrier', carrierOptions(target));
    const { ports } = await one.ready;
    const other = start('carrier', carrierOptions(target, ports.smsc));
    await expect(other.ready).rejects.toThrow(/port \d+ on 127\.0\.0\.1 is in use/);
  });
});

describe('the bank as a process', () => {
  it('starts, and stops on SIGTERM in spite of a load without an end', async () => {
    const api = await new FakeApi().listen();
    const bank = start('bank', {
      port: 0,
      apiUrl: api.url,
      credentials: CREDENTIALS,
      operatorToken: 'operator-token',
    });
    const { ports } = await bank.ready;
    const response = await fetch(`http://127.0.0.1:${ports.bank}/drive`, {
      method: 'POST',
      headers: { authorization: 'Bearer operator-token', 'content-type': 'application/json' },
      body: JSON.stringify({ rate: 50, seconds: 600 }),
    });
    expect(response.status).toBe(202);
    await expect.poll(() => api.seen.length).toBeGreaterThan(5);
    expect(await bank.stop(20_000)).toMatchObject({ code: 0 });
    await api.close();
  });
});
