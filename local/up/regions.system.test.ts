import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallbackReceiver } from '../bank/callback-receiver.ts';
import { BankClient } from '../bank/client.ts';
import { startTestSystem, type TestSystem } from '../testing/bundled-system.ts';
import type { Endpoint } from './endpoints.ts';
import { freePortBase } from './free-port-base.ts';
import type { ProcessEvent } from './process-log.ts';

const EAST = 'us-east-1';
const WEST = 'us-west-2';

let system: TestSystem;
let receiver: CallbackReceiver;
let client: BankClient;
const historyDir = mkdtempSync(join(tmpdir(), 'tandem-history-'));
const events: ProcessEvent[] = [];

beforeAll(async () => {
  system = await startTestSystem({ historyDir, seed: 7, onProcess: (event) => events.push(event) });
  const { customer, url } = system.credentials;
  receiver = new CallbackReceiver({ signingSecret: customer.signingSecret });
  const callbackUrl = `http://127.0.0.1:${await receiver.listen(0)}/callbacks`;
  const retry = { maxTries: 1_000, maxBackoffMs: 200, forMs: 30_000 };
  client = new BankClient({ url, credentials: customer, callbackUrl, retry });
});

afterAll(async () => {
  await client.close();
  await receiver.close();
  await system.dispose();
  rmSync(historyDir, { recursive: true, force: true });
});

let asked = 0;

/** One authentication from the request to its callback. */
async function approve(): Promise<string | undefined> {
  asked += 1;
  const requestId = `request-${asked}`;
  await client.submit({ msisdn: '+14045550101', model: 'silent', message: '' }, requestId);
  return (await receiver.awaitOutcome(requestId, 30_000))?.responseType;
}

const processNamed = async (name: string) =>
  (await system.processes()).find((process) => process.name === name);

async function until(is: () => Promise<boolean>): Promise<void> {
  while (!(await is())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** As kill -9 by hand: the supervisor is not told. */
async function kill(name: string): Promise<void> {
  const { pid } = (await processNamed(name)) ?? {};
  if (pid === undefined) throw new Error(`${name} does not run`);
  process.kill(pid, 'SIGKILL');
  await until(async () => (await processNamed(name))?.pid !== pid);
}

async function ask(path: string): Promise<{ status: number; region: unknown; text: string }> {
  const { statusCode, headers, body } = await request(`${system.credentials.url}${path}`);
  return { status: statusCode, region: headers['x-tandem-region'], text: await body.text() };
}

async function statusOf({ url, token }: Endpoint): Promise<unknown> {
  const { body } = await request(`${url}/status`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return body.json();
}

async function status() {
  return (await statusOf(system.controls.supervisor)) as {
    incidents: { at: number; text: string }[];
    edge: { regions: Record<string, { monitor: { health: string } }> };
  };
}

const told = async () => (await status()).incidents.map(({ text }) => text);

describe('both regions behind the edge', () => {
  it('serve from the active one, which says UP through the edge', async () => {
    expect(await ask('/health')).toEqual({ status: 200, region: EAST, text: '{"status":"UP"}' });
    expect(await approve()).toBe('VERIFIED');
    const { edge } = await status();
    expect(Object.keys(edge.regions)).toEqual([EAST, WEST]);
    expect(edge.regions[WEST]?.monitor.health).toBe('up');
  });

  it('are both bound to the SMSC', async () => {
    const { binds } = (await statusOf(system.controls.carrier)) as { binds: unknown[] };
    const { regions, smpp } = system.topology;
    expect(binds).toHaveLength(regions.length * smpp.bindsPerRegion);
  });

  it.each(['edge', 'carrier', 'bank', 'documents'])(
    'survive the kill of the %s, which comes back by itself',
    async (name) => {
      await kill(name);
      expect(await approve()).toBe('VERIFIED');
      await until(async () => (await processNamed(name))?.state === 'ready');
      expect(await processNamed(name)).toMatchObject({ restarts: 1 });
    },
  );

  it('lose one without losing service, tell it, and have it back only when it is started', async () => {
    await Promise.all([kill(EAST), kill(`engine ${EAST}`)]);
    expect(await approve()).toBe('VERIFIED');
    expect((await ask('/health')).region).toBe(WEST);
    expect(await told()).toContain(`${EAST} was ended by SIGKILL`);
    for (const path of ['api', 'applet']) {
      const down = `edge: ${path} of ${EAST} is down`;
      await until(async () => (await told()).some((text) => text.startsWith(down)));
    }
    expect(await processNamed(EAST)).toMatchObject({ state: 'stopped', restarts: 0 });
    await system.regions.act(EAST, 'start');
    await until(async () => (await ask('/health')).region === EAST);
    expect(await approve()).toBe('VERIFIED');
  });

  it('are both gone and come back', async () => {
    await system.regions.act(EAST, 'stop');
    await system.regions.act(WEST, 'stop');
    await until(async () => (await ask('/health')).status !== 200);
    await Promise.all([system.regions.act(WEST, 'start'), system.regions.act(EAST, 'start')]);
    expect(await approve()).toBe('VERIFIED');
  });

  it('freeze and go on, as a whole or one process of them', async () => {
    await system.regions.act(EAST, 'freeze');
    expect(await processNamed(EAST)).toMatchObject({ state: 'frozen' });
    await expect(system.regions.act(EAST, 'freeze')).rejects.toThrow('is frozen already');
    await system.regions.actOn(EAST, 'resume');
    expect(await processNamed(EAST)).toMatchObject({ state: 'ready' });
    expect(await processNamed(`engine ${EAST}`)).toMatchObject({ state: 'frozen' });
    await system.regions.act(EAST, 'resume');
    expect(await approve()).toBe('VERIFIED');
  });

  it('drain and are replaced when their instance is reclaimed', async () => {
    const before = await processNamed(EAST);
    await system.regions.act(EAST, 'reclaim');
    const after = await processNamed(EAST);
    expect(after).toMatchObject({ state: 'ready', restarts: 0 });
    expect(after?.pid).not.toBe(before?.pid);
    expect(events).toContainEqual(
      expect.objectContaining({ name: EAST, change: 'ended', pid: before?.pid, code: 0 }),
    );
    expect(await approve()).toBe('VERIFIED');
  });

  it('share their data with no other system', async () => {
    const portBase = await freePortBase();
    await expect(startTestSystem({ portBase, dataDir: system.dataDir })).rejects.toThrow(
      `${system.dataDir} is in use by a system that runs already`,
    );
    expect(await approve()).toBe('VERIFIED');
  });

  it('have a history of every process, and of what the edge saw', async () => {
    await system.stop();
    const lines = (name: string): { f: string; value: Record<string, unknown> }[] =>
      readFileSync(join(historyDir, `${name}.jsonl`), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    const processes = lines('supervisor').map(({ value }) => value);
    expect(processes).toContainEqual(
      expect.objectContaining({ name: EAST, region: EAST, change: 'ended', signal: 'SIGKILL' }),
    );
    for (const change of ['started', 'ready', 'signal']) {
      expect(processes).toContainEqual(expect.objectContaining({ name: EAST, change }));
    }
    expect(lines('edge').map(({ value }) => value)).toContainEqual({
      path: 'api',
      region: EAST,
      change: 'down',
    });
  });
});
