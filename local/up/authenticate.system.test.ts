import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { MODELS } from '@tandem/core';
import { portsFor } from '@tandem/topology';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CallbackReceiver } from '../bank/callback-receiver.ts';
import { BankClient } from '../bank/client.ts';
import { startTestSystem, type TestSystem } from '../testing/bundled-system.ts';
import { CarrierSide } from '../testing/carrier-side.ts';
import { freePortBase } from './free-port-base.ts';

let system: TestSystem;
let receiver: CallbackReceiver;
let client: BankClient;
let carrier: CarrierSide;

beforeAll(async () => {
  system = await startTestSystem();
  const { customer, url } = system.credentials;
  carrier = new CarrierSide(system.controls.carrier);
  receiver = new CallbackReceiver({ signingSecret: customer.signingSecret });
  const callbackUrl = `http://127.0.0.1:${await receiver.listen(0)}/callbacks`;
  client = new BankClient({ url, credentials: customer, callbackUrl });
});

afterAll(async () => {
  await client.close();
  await receiver.close();
  await system.dispose();
});

let asked = 0;

/** Asks for an approval, and resolves to the requestId. */
async function ask(digits: string, model: (typeof MODELS)[number] = 'touch', popupSeconds = 2) {
  asked += 1;
  const requestId = `request-${asked}`;
  const submission = await client.submit(
    {
      msisdn: `+140455501${digits}`,
      message: 'Pay 120 USD to Acme?',
      model,
      popupSeconds,
      ...(model === 'itemselect' ? { items: ['Savings', 'Checking'] } : {}),
    },
    requestId,
  );
  expect(submission.kind).toBe('accepted');
  return requestId;
}

async function approve(digits: string, model?: (typeof MODELS)[number]) {
  return receiver.awaitOutcome(await ask(digits, model), 30_000);
}

async function dashboard(path: string): Promise<unknown> {
  const { url, token } = system.credentials.dashboard;
  const answer = await request(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.statusCode).toBe(200);
  return answer.body.json();
}

type Trace = { readonly cause?: unknown; readonly lines: readonly { readonly what: string }[] };

async function traceOf(requestId: string): Promise<Trace> {
  const customer = encodeURIComponent(system.credentials.customer.id);
  return (await dashboard(`/api/transactions/${requestId}/trace?customerId=${customer}`)) as Trace;
}

/** Receipts of what is not delivered, answers that are late and the audit log come after the outcome. */
async function expectCause(requestId: string, name: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const cause = { name, sentence: expect.stringMatching(/\.$/) };
      expect(await traceOf(requestId)).toMatchObject({ cause });
    },
    { timeout: 20_000, interval: 100 },
  );
}

describe('one authentication through the whole system', () => {
  it.each([
    ['silent', 'VERIFIED', null],
    ['touch', 'APPROVED', null],
    ['multisecure', 'ANSWERED', '4711'],
    ['itemselect', 'ANSWERED', 'Savings'],
  ] as const)('%s ends %s', async (model, responseType, answer) => {
    const outcome = await approve('01', model);
    expect(outcome).toMatchObject({ responseType, answer, status: 'ACCEPTED' });
    expect(outcome?.simIdentifier).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['06', 'APPROVED', 'ACCEPTED'],
    ['10', 'APPROVED', 'ACCEPTED'],
    ['12', 'APPROVED', 'ACCEPTED'],
  ])('+1 404 555 01%s ends %s (%s)', async (digits, responseType, status) => {
    expect(await approve(digits)).toMatchObject({ responseType, status });
  });

  it.concurrent.each([
    ['02', 'REJECTED', 'REFUSED', 'declined'],
    ['03', 'NOT_AVAILABLE', 'TIMER_EXPIRED', 'no-answer'],
    ['05', 'NOT_AVAILABLE', 'TIMER_EXPIRED', 'not-delivered'],
    ['07', 'NOT_AVAILABLE', 'TIMER_EXPIRED', 'answer-late'],
    ['08', 'NOT_AVAILABLE', 'TIMER_EXPIRED', 'wrong-key'],
    ['09', 'NOT_AVAILABLE', 'NO_INPUT', 'no-input'],
    ['11', 'FAILED', 'APPLET_ERROR', 'applet-error'],
    ['13', 'NOT_AVAILABLE', 'TIMER_EXPIRED', 'no-poll'],
    ['15', 'NOT_REGISTERED', 'UNKNOWN_SUBSCRIBER', 'no-applet'],
  ])('+1 404 555 01%s ends %s (%s), and its trace names the cause %s', async (...row) => {
    const [digits, responseType, status, name] = row;
    const requestId = await ask(digits);
    const outcome = await receiver.awaitOutcome(requestId, 30_000);
    expect(outcome).toMatchObject({ responseType, status });
    await expectCause(requestId, name);
  });

  it('of an answer that is none of the items ends FAILED, invalid-answer', async () => {
    await carrier.holdPhone('swapped-sim');
    const requestId = await ask('14', 'itemselect', 20);
    await carrier.answerByHand('swapped-sim', '00', 'Under the mattress');
    const outcome = await receiver.awaitOutcome(requestId, 30_000);
    expect(outcome).toMatchObject({ responseType: 'FAILED' });
    await expectCause(requestId, 'invalid-answer');
  });

  it('verifies its audit chain and holds no number in what it stored or logged', async () => {
    expect(await dashboard('/api/audit/verify')).toMatchObject({ valid: true });
    const logs = ['us-east-1', 'documents', 'engine-us-east-1']
      .map((name) => readFileSync(join(system.dataDir, 'logs', `${name}.log`), 'utf8'))
      .join('\n');
    expect(logs).not.toMatch(/\+1\d{10}/);
  });

  it('keeps secrets and credentials for their owner alone', () => {
    for (const file of ['secrets.json', 'credentials.json']) {
      expect(statSync(join(system.dataDir, file)).mode & 0o077).toBe(0);
    }
  });

  it('answers operators only with their token, and refuses what a region cannot do', async () => {
    const { url, token } = system.credentials.operator;
    const ask = async (path: string, bearer: string) => {
      const answer = await request(`${url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}` },
      });
      return { status: answer.statusCode, text: await answer.body.text() };
    };
    expect((await ask('/regions/us-east-1/freeze', 'wrong')).status).toBe(401);
    expect(await ask('/regions/eu-west-1/stop', token)).toMatchObject({
      status: 409,
      text: expect.stringContaining('allowed: us-east-1'),
    });
    expect(await ask('/regions/us-east-1/start', token)).toMatchObject({
      status: 409,
      text: expect.stringContaining('runs already'),
    });
    expect((await ask('/regions/us-east-1/melt', token)).status).toBe(400);
  });
});

describe('the trace of a request that the operator failed', () => {
  const requests = new Map<string, string>();
  const begin = async (cause: string) => {
    requests.set(cause, await ask('01', 'touch', 1));
  };
  const end = (cause: string) => receiver.awaitOutcome(requests.get(cause) ?? '', 30_000);

  beforeAll(async () => {
    const { submits } = await carrier.status();
    await carrier.fail({ kind: 'lose-messages', share: 1 });
    await begin('no-receipt');
    await carrier.until((now) => now.submits.accepted > submits.accepted);
    await carrier.fail({ kind: 'throttle', factor: 0 });
    await begin('throttled');
    await end('throttled');
    await carrier.heal();
    await carrier.fail(
      { kind: 'lose-messages', share: 1 },
      { kind: 'delay-responses', delayMs: 60_000 },
    );
    await begin('smsc-silent');
    const silent = requests.get('smsc-silent') ?? '';
    // Both attempts, so that none is under way when the binds are cut.
    await vi.waitFor(
      async () => {
        const { lines } = await traceOf(silent);
        expect(lines.filter(({ what }) => what === 'wake-up-ended')).toHaveLength(2);
      },
      { timeout: 20_000, interval: 100 },
    );
    await carrier.fail({ kind: 'refuse-binds' }, { kind: 'drop-binds' });
    await carrier.until(({ binds }) => binds.length === 0);
    await begin('no-bind');
    await end('no-bind');
    await carrier.heal();
  }, 120_000);

  it.each(['no-receipt', 'throttled', 'smsc-silent', 'no-bind'])(
    'names the cause %s',
    async (cause) => {
      expect(await end(cause)).toMatchObject({ responseType: 'NOT_AVAILABLE' });
      await expectCause(requests.get(cause) ?? '', cause);
    },
  );
});

describe('a start that cannot succeed', () => {
  it('names the port that is in use, and stops what it had started', async () => {
    const portBase = await freePortBase();
    const { smsc } = portsFor(portBase);
    const holder = createServer().listen(smsc, '127.0.0.1');
    try {
      await expect(startTestSystem({ portBase })).rejects.toThrow(
        `port ${smsc} (SMSC) is in use: stop what holds it, or choose other ports with --port-base`,
      );
    } finally {
      holder.close();
    }
  });
});
