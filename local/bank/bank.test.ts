import { newId } from '@tandem/core';
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Bank } from './bank.ts';
import { CREDENTIALS, callBack, FakeApi } from './testing/fake-api.ts';

/** Of a machine that is busy with other tests. */
const PATIENCE = { timeout: 10_000 };

const TOKEN = 'operator-token';
let api: FakeApi;
let bank: Bank;
let port: number;
beforeEach(async () => {
  api = await new FakeApi().listen();
  bank = new Bank({ port: 0, apiUrl: api.url, credentials: CREDENTIALS, operatorToken: TOKEN });
  port = await bank.start();
  api.onAccepted = ({ requestId, cbUrl }, transactionId) => {
    callBack(cbUrl, { requestId, transactionId }).catch(() => undefined);
  };
});
afterEach(async () => {
  await bank.stop();
  await api.close();
});

async function control(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
  token = TOKEN,
) {
  const response = await request(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return {
    status: response.statusCode,
    answer: (await response.body.json()) as Record<string, unknown>,
  };
}

describe('the bank process', () => {
  it('asks for one approval by the name of a persona, and says how it was taken', async () => {
    const approval = { persona: 'rejects', model: 'touch', message: 'Pay?' };
    const taken = await control('POST', '/approvals', approval);
    expect(taken).toMatchObject({ status: 202, answer: { transactionId: expect.any(String) } });
    expect(api.seen[0]).toMatchObject({ msisdn: '+14045550102', model: 'touch' });
    expect(JSON.stringify(taken.answer)).not.toContain('5550102');
    api.fate = () => ({ status: 400 });
    expect((await control('POST', '/approvals', approval)).status).toBe(409);
    const nobody = { ...approval, persona: 'nobody' };
    expect((await control('POST', '/approvals', nobody)).status).toBe(400);
  });

  it('drives a load on request, one at a time, and keeps the result', async () => {
    const load = { rate: 20, seconds: 0.5, models: { silent: 1 } };
    expect(await control('POST', '/drive', load)).toMatchObject({
      status: 202,
      answer: { id: 1, state: 'running' },
    });
    expect((await control('POST', '/drive', load)).status).toBe(409);
    await vi.waitFor(async () => {
      const { answer } = await control('GET', '/drive');
      expect(answer).toMatchObject({
        drives: [{ state: 'done', result: { outcomes: { VERIFIED: 10 }, lost: 0 } }],
      });
    }, PATIENCE);
    const { answer } = await control('GET', '/status');
    expect(answer).toMatchObject({ callbacks: { first: 10, duplicate: 0 }, contradictions: 0 });
    const outcomes = await control('GET', `/outcomes?requestId=${api.seen[0]?.requestId}`);
    expect(outcomes.answer).toMatchObject({ outcomes: [{ responseType: 'VERIFIED' }] });
  });

  it('ends a load early', async () => {
    await control('POST', '/drive', { concurrency: 2, seconds: 600 });
    await vi.waitFor(() => expect(api.seen.length).toBeGreaterThan(2), PATIENCE);
    const { answer } = await control('DELETE', '/drive');
    expect(answer).toMatchObject({
      drive: { state: 'done', result: { load: { kind: 'closed' } } },
    });
  });

  it.each([
    ['no rate and no concurrency', { seconds: 1 }],
    ['a rate of 0', { rate: 0, seconds: 1 }],
    ['a model that does not exist', { rate: 1, seconds: 1, models: { loud: 1 } }],
    ['a persona that does not exist', { rate: 1, seconds: 1, personas: { nobody: 1 } }],
  ])('refuses a load with %s', async (_, load) => {
    expect(await control('POST', '/drive', load)).toMatchObject({
      status: 400,
      answer: { code: 'invalid-request' },
    });
  });

  it('refuses callbacks while told to', async () => {
    await control('POST', '/faults', { fault: { kind: 'refuse', status: 500 } });
    const url = `http://127.0.0.1:${port}/callbacks`;
    const parts = { requestId: 'r', transactionId: newId(Date.now()) };
    expect(await callBack(url, parts)).toBe(500);
    await control('DELETE', '/faults');
    expect(await callBack(url, parts)).toBe(204);
  });

  it('asks for the operator token, but not of callbacks', async () => {
    expect((await control('GET', '/status', undefined, 'wrong')).status).toBe(401);
  });

  it('names what is wrong with its options', () => {
    const options = { port: 0, apiUrl: 'ftp://x', credentials: CREDENTIALS, operatorToken: TOKEN };
    expect(() => new Bank(options)).toThrow(/bank\.apiUrl: must match pattern/);
    expect(() => new Bank({ ...options, apiUrl: 'http://x', color: 1 } as never)).toThrow(
      /bank\.color: is not known/,
    );
  });
});
