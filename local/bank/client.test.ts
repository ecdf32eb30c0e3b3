import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BankClient, type BankClientOptions } from './client.ts';
import { CREDENTIALS, FakeApi } from './testing/fake-api.ts';

let api: FakeApi;
let client: BankClient | undefined;
beforeEach(async () => {
  api = await new FakeApi().listen();
});
afterEach(async () => {
  await client?.close();
  await api.close();
});

function newClient(options: Partial<BankClientOptions> = {}): BankClient {
  client = new BankClient({
    url: api.url,
    credentials: CREDENTIALS,
    callbackUrl: 'http://127.0.0.1:1/callbacks',
    retry: { minBackoffMs: 1, maxBackoffMs: 4 },
    timeoutMs: 2_000,
    ...options,
  });
  return client;
}

const APPROVAL = { msisdn: '+14045550101', message: 'Pay?', model: 'touch' } as const;

describe('BankClient', () => {
  it('signs a request that the API takes, with one token for many', async () => {
    const bank = newClient();
    const first = await bank.submit(APPROVAL, 'r-1');
    expect(first).toMatchObject({ kind: 'accepted', repeated: false, tries: 1 });
    expect(first).not.toHaveProperty('firstError');
    await Promise.all(Array.from({ length: 20 }, () => bank.submit(APPROVAL)));
    expect(api.tokens).toBe(1);
    expect(api.seen[0]).toEqual({
      requestId: 'r-1',
      ...APPROVAL,
      cbUrl: 'http://127.0.0.1:1/callbacks',
    });
    expect(new Set(api.seen.map(({ requestId }) => requestId)).size).toBe(21);
  });

  it.each([
    ['a cut connection', 'drop'],
    ['429', { status: 429, headers: { 'retry-after': '0' } }],
    ['503', { status: 503 }],
    ['an edge without an origin', { status: 521 }],
  ] as const)('tries again after %s, with the same requestId and body', async (_, fate) => {
    api.fate = (nth) => (nth < 2 ? fate : 'serve');
    const submission = await newClient().submit(APPROVAL, 'r-2');
    expect(submission).toMatchObject({
      kind: 'accepted',
      tries: 3,
      firstError: expect.stringMatching(/^(UND_ERR_SOCKET|ECONNRESET|HTTP \d+)$/),
    });
    expect(api.seen).toHaveLength(1);
  });

  it('learns from a 200 that an earlier try had arrived', async () => {
    const bank = newClient();
    await bank.submit(APPROVAL, 'r-3');
    expect(await bank.submit(APPROVAL, 'r-3')).toMatchObject({ kind: 'accepted', repeated: true });
  });

  it('does not repeat what is refused for good', async () => {
    api.fate = () => ({ status: 409 });
    expect(await newClient().submit(APPROVAL)).toEqual({
      kind: 'refused',
      status: 409,
      code: 'c409',
      detail: 'because',
      tries: 1,
      firstError: 'HTTP 409',
    });
  });

  it('gives up in the end, not knowing whether it was accepted', async () => {
    api.fate = () => 'drop';
    const submission = await newClient({
      retry: { minBackoffMs: 1, maxBackoffMs: 1, maxTries: 3 },
    }).submit(APPROVAL);
    expect(submission).toMatchObject({ kind: 'unknown', tries: 3 });
  });

  it('gets a new token when the old one is refused, and before it expires', async () => {
    const bank = newClient();
    await bank.submit(APPROVAL);
    api.token = 'another';
    expect(await bank.submit(APPROVAL)).toMatchObject({ kind: 'accepted', tries: 1 });
    expect(api.tokens).toBe(2);
    api.tokenLifetimeSeconds = 0;
    api.token = 'yet another';
    await bank.submit(APPROVAL);
    await bank.submit(APPROVAL);
    expect(api.tokens).toBe(4);
  });

  it('is refused with a wrong client secret, without hammering the token endpoint', async () => {
    const credentials = { ...CREDENTIALS, clientSecret: 'wrong' };
    expect(await newClient({ credentials }).submit(APPROVAL)).toMatchObject({
      kind: 'refused',
      status: 401,
      tries: 1,
    });
  });

  it('reports that nobody listens', async () => {
    const bank = newClient({ url: 'http://127.0.0.1:1', retry: { maxTries: 1 } });
    expect(await bank.submit(APPROVAL)).toMatchObject({ kind: 'unknown', reason: 'ECONNREFUSED' });
  });
});
