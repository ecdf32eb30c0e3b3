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
import { freePortBase } from './free-port-base.ts';

let system: TestSystem;
let receiver: CallbackReceiver;
let client: BankClient;

beforeAll(async () => {
  system = await startTestSystem();
  const { customer, url } = system.credentials;
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

async function approve(digits: string, model: (typeof MODELS)[number] = 'touch') {
  asked += 1;
  const requestId = `request-${asked}`;
  const submission = await client.submit(
    {
      msisdn: `+140455501${digits}`,
      message: 'Pay 120 USD to Acme?',
      model,
      popupSeconds: 2,
      ...(model === 'itemselect' ? { items: ['Savings', 'Checking'] } : {}),
    },
    requestId,
  );
  expect(submission.kind).toBe('accepted');
  return receiver.awaitOutcome(requestId, 30_000);
}

async function dashboard(path: string): Promise<unknown> {
  const { url, token } = system.credentials.dashboard;
  const answer = await request(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.statusCode).toBe(200);
  return answer.body.json();
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
    ['02', 'REJECTED', 'REFUSED'],
    ['06', 'APPROVED', 'ACCEPTED'],
    ['09', 'NOT_AVAILABLE', 'NO_INPUT'],
    ['10', 'APPROVED', 'ACCEPTED'],
    ['11', 'FAILED', 'APPLET_ERROR'],
    ['12', 'APPROVED', 'ACCEPTED'],
    ['15', 'NOT_REGISTERED', 'UNKNOWN_SUBSCRIBER'],
  ])('+1 404 555 01%s ends %s (%s)', async (digits, responseType, status) => {
    expect(await approve(digits)).toMatchObject({ responseType, status });
  });

  it.concurrent.each([
    ['02', 'REJECTED', 'declined'],
    ['03', 'NOT_AVAILABLE', 'no-answer'],
    ['05', 'NOT_AVAILABLE', 'not-delivered'],
    ['07', 'NOT_AVAILABLE', 'answer-late'],
    ['08', 'NOT_AVAILABLE', 'wrong-key'],
    ['09', 'NOT_AVAILABLE', 'no-input'],
    ['11', 'FAILED', 'applet-error'],
    ['13', 'NOT_AVAILABLE', 'no-poll'],
    ['15', 'NOT_REGISTERED', 'no-applet'],
  ])('the trace of +1 404 555 01%s, %s, names the cause %s', async (digits, responseType, name) => {
    const outcome = await approve(digits);
    expect(outcome).toMatchObject({ responseType });
    // Receipts of what is not delivered, answers that are late and the audit log come after the outcome.
    await vi.waitFor(
      async () => {
        const trace = await dashboard(`/api/transactions/${outcome?.transactionId}/trace`);
        expect(trace).toMatchObject({ cause: { name, sentence: expect.stringMatching(/\.$/) } });
      },
      { timeout: 20_000, interval: 100 },
    );
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
