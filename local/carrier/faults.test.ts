import { Status } from '@tandem/smpp';
import { request } from 'undici';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { OPERATOR_TOKEN, type Rig, startRig } from './testing/rig.ts';

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.stop();
  rig = undefined;
});

const until = (check: () => unknown) => vi.waitFor(check, { timeout: 8_000, interval: 5 });

async function start(options: Parameters<typeof startRig>[0] = {}): Promise<Rig> {
  rig = await startRig(options);
  return rig;
}

async function control(
  { ports }: Rig,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
  token = OPERATOR_TOKEN,
) {
  const response = await request(`http://127.0.0.1:${ports.control}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const answer = (await response.body.json()) as Record<string, unknown>;
  return { status: response.statusCode, answer };
}

describe('faults of the carrier', () => {
  it('receipts-first: the receipt comes before the response to its submit', async () => {
    const running = await start();
    const { tandem, carrier, subscriber } = running;
    carrier.faults.inject({ kind: 'receipts-first' });
    const id = await tandem.wake(subscriber('silent'));
    expect(tandem.sequence).toEqual([`receipt ${id}`, `response ${id}`]);
    carrier.faults.healAll();
    const next = await tandem.wake(subscriber('silent', 1));
    await until(() => expect(tandem.receipts).toHaveLength(2));
    expect(tandem.sequence.slice(2)).toEqual([`response ${next}`, `receipt ${next}`]);
  });

  it('drop-binds: cuts what stands, and heals: the ESME is bound again', async () => {
    const { tandem, carrier } = await start({ binds: 2 });
    const lost = Promise.all(
      tandem.binds.map((bind) => new Promise((resolve) => bind.once('unbound', resolve))),
    );
    const { id } = carrier.faults.inject({ kind: 'drop-binds', systemId: 'tandem' });
    await lost;
    carrier.faults.heal(id);
    await until(() => expect(tandem.binds.map(({ state }) => state)).toEqual(['bound', 'bound']));
    await until(() => expect(carrier.smsc.sessions).toHaveLength(2));
  });

  it('drop-binds: the regions one by one, by the system_type of their binds', async () => {
    const { tandem, carrier, ports } = await start({ binds: 0 });
    await tandem.bind(ports.smsc, 1, 'tandem', 'secret', 'us-east-1');
    await tandem.bind(ports.smsc, 1, 'tandem', 'secret', 'us-west-2');
    const bound = () => carrier.smsc.sessions.map(({ systemType }) => systemType);
    const [east, west] = ['us-east-1', 'us-west-2'].map((systemType) => {
      const lost = () => until(() => expect(bound()).not.toContain(systemType));
      return { lost, fault: { kind: 'drop-binds', systemType } as const };
    });
    if (!east || !west) throw new Error('there are two regions');
    carrier.faults.inject(east.fault);
    await east.lost();
    expect(bound()).toEqual(['us-west-2']);
    const second = carrier.faults.inject(west.fault);
    await west.lost();
    carrier.faults.heal(second.id);
    await until(() => expect(bound()).toEqual(['us-west-2']));
    carrier.faults.healAll();
    await until(() => expect(bound()).toHaveLength(2));
  });

  it('refuse-binds: new binds fail while those that stand go on', async () => {
    const { tandem, carrier, ports, subscriber } = await start({ binds: 1 });
    carrier.faults.inject({ kind: 'refuse-binds' });
    const binding = tandem.bind(ports.smsc, 1);
    const refused = tandem.binds[1];
    const reason = await new Promise<{ commandStatus?: number }>((resolve) =>
      refused?.once('unbound', resolve as never),
    );
    expect(reason.commandStatus).toBe(Status.ESME_RBINDFAIL);
    await tandem.wake(subscriber('silent'));
    carrier.faults.healAll();
    await binding;
    expect(refused?.state).toBe('bound');
  });

  it('throttle, refuse-submits: temporary refusals, gone when healed', async () => {
    const { tandem, carrier, subscriber } = await start();
    const silent = subscriber('silent');
    const throttled = carrier.faults.inject({ kind: 'throttle', factor: 0 });
    await expect(tandem.wake(silent)).rejects.toMatchObject({
      commandStatus: Status.ESME_RTHROTTLED,
    });
    carrier.faults.heal(throttled.id);
    carrier.faults.inject({ kind: 'refuse-submits', share: 1 });
    await expect(tandem.wake(silent, {}, 1)).rejects.toMatchObject({
      commandStatus: Status.ESME_RSYSERR,
      retryable: true,
    });
    carrier.faults.healAll();
    await until(() => tandem.wake(silent, {}, 1));
  });

  it('lose-messages and lose-receipts: the submit is answered, and the rest is silence', async () => {
    const { tandem, carrier, subscriber } = await start();
    const lost = carrier.faults.inject({ kind: 'lose-messages', share: 1 });
    await tandem.wake(subscriber('silent'));
    carrier.faults.heal(lost.id);
    carrier.faults.inject({ kind: 'lose-receipts', share: 1 });
    await tandem.wake(subscriber('silent', 1));
    await until(() => expect(carrier.smsc.path.desk.counts.lost).toBe(1));
    expect(carrier.smsc.path.counts).toEqual({ delivered: 1, undelivered: 0, lost: 1 });
    expect(tandem.receipts).toEqual([]);
  });

  it('loses the same messages in every run of the same seed', async () => {
    const lostOf = async (seed: number): Promise<string[]> => {
      const { tandem, carrier, subscriber, stop } = await startRig({ seed, binds: 1 });
      carrier.faults.inject({ kind: 'refuse-submits', share: 0.5 });
      const fates: string[] = [];
      for (let i = 0; i < 12; i += 1) {
        fates.push(
          await tandem.wake(subscriber('silent', i)).then(
            () => 'taken',
            () => 'refused',
          ),
        );
      }
      await stop();
      return fates;
    };
    const fates = await lostOf(3);
    expect(await lostOf(3)).toEqual(fates);
    expect(new Set(fates)).toEqual(new Set(['taken', 'refused']));
    expect(await lostOf(4)).not.toEqual(fates);
  });
});

describe('control API of the carrier', () => {
  it('injects faults, shows them and heals them: by time, by id, all', async () => {
    const running = await start();
    const timed = await control(running, 'POST', '/faults', {
      fault: { kind: 'lose-receipts', share: 0.5 },
      healAfterMs: 20,
    });
    expect(timed).toMatchObject({
      status: 201,
      answer: { id: 1, fault: { kind: 'lose-receipts' } },
    });
    await until(() => expect(running.carrier.faults.list()).toEqual([]));
    await control(running, 'POST', '/faults', { fault: { kind: 'mno-down' } });
    expect((await control(running, 'DELETE', '/faults/2')).answer).toEqual({ healed: 1 });
    expect((await control(running, 'DELETE', '/faults/2')).status).toBe(404);
    await control(running, 'POST', '/faults', { fault: { kind: 'mno-slow', delayMs: 5 } });
    expect((await control(running, 'DELETE', '/faults')).answer).toEqual({ healed: 1 });
    expect((await control(running, 'GET', '/faults')).answer).toEqual({ faults: [] });
  });

  it('shows binds, submits, receipts and personas, and no number', async () => {
    const running = await start();
    const { tandem, carrier, subscriber } = running;
    tandem.notify(subscriber('approves'));
    await tandem.wake(subscriber('approves'));
    await until(() => expect(carrier.handsets.counts.approves.recorded).toBe(1));
    await until(() => expect(tandem.receipts).toHaveLength(1));
    const { answer } = await control(running, 'GET', '/status');
    expect(answer).toMatchObject({
      subscribers: 2_000,
      binds: [{ systemId: 'tandem', bindType: 'transceiver' }, { systemId: 'tandem' }],
      submits: { accepted: 1, throttled: 0 },
      receipts: { sent: 1, lost: 0, waiting: 0 },
      handsets: { personas: { approves: { wakeUps: 1, answers: 1, recorded: 1 } } },
    });
    expect(JSON.stringify(answer)).not.toContain('55501');
  });

  it.each([
    ['a fault that does not exist', { fault: { kind: 'earthquake' } }],
    ['a share above 1', { fault: { kind: 'lose-receipts', share: 2 } }],
    ['a field that does not exist', { fault: { kind: 'mno-down', loud: true } }],
    ['no fault', {}],
  ])('refuses %s', async (_, body) => {
    const running = await start();
    const { status, answer } = await control(running, 'POST', '/faults', body);
    expect(status).toBe(400);
    expect(answer).toMatchObject({ code: 'invalid-request' });
    expect(running.carrier.faults.list()).toEqual([]);
  });

  it('asks for the operator token', async () => {
    const running = await start();
    const { status, answer } = await control(running, 'GET', '/status', undefined, 'wrong');
    expect(status).toBe(401);
    expect(answer).toMatchObject({ code: 'unauthenticated' });
    expect((await control(running, 'GET', '/nowhere')).status).toBe(404);
  });
});
