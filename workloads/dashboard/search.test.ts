import { hashMsisdn } from '@tandem/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TEST_SECRETS } from '../records/testing/context.ts';
import { NUMBER, newTransaction } from '../testing/transactions.ts';
import { type Browser, Dashboard } from './testing/harness.ts';

let dashboard: Dashboard;
let support: Browser;

beforeEach(async () => {
  dashboard = await Dashboard.start();
  support = await dashboard.signIn({ role: 'support' });
});
afterEach(() => dashboard.close());

const search = (body: object) => support.post('/transactions/search', body);
const found = async (body: object): Promise<string[]> =>
  (await search(body)).json().transactions.map((each: { requestId: string }) => each.requestId);

describe('a search', () => {
  test('by the number finds its requests, and leaves the number nowhere', async () => {
    const key = Buffer.from(TEST_SECRETS['msisdn-hash-key'] ?? '', 'hex');
    const msisdnHash = hashMsisdn(key, NUMBER);
    const { clock, ledger } = dashboard;
    await ledger.accept(newTransaction(clock.now(), { requestId: 'r-1', msisdnHash }));
    await ledger.accept(newTransaction(clock.now(), { requestId: 'r-2' }));
    expect(await found({ msisdn: NUMBER })).toEqual(['r-1']);
    expect(dashboard.documents.atRest()).not.toContain(NUMBER.slice(1));
    expect((await search({ msisdn: NUMBER })).body).not.toContain(NUMBER.slice(1));
    const wrong = await search({ msisdn: '0404 555 0101' });
    expect(wrong.json()).toMatchObject({ status: 400 });
    expect(wrong.body).not.toContain('0404');
  });

  test('combines what is given, along the index of the narrowest', async () => {
    await dashboard.decided('r-1');
    dashboard.clock.advance(1);
    await dashboard.decided('r-2', { customerId: 'globex' });
    const at = dashboard.clock.now();
    await dashboard.ledger.accept(newTransaction(at + 1, { requestId: 'r-3' }));
    expect(await found({})).toEqual(['r-3', 'r-2', 'r-1']);
    expect(await found({ customerId: 'acme' })).toEqual(['r-3', 'r-1']);
    expect(await found({ responseType: 'APPROVED' })).toEqual(['r-2', 'r-1']);
    expect(await found({ responseType: 'APPROVED', customerId: 'acme' })).toEqual(['r-1']);
    expect(await found({ region: 'us-east-1' })).toEqual(['r-2', 'r-1']);
    expect(await found({ region: 'us-west-2' })).toEqual([]);
    expect(await found({ state: 'accepted' })).toEqual(['r-3']);
    expect(await found({ from: at, to: at })).toEqual(['r-2']);
  });

  test.each([[{}], [{ customerId: 'acme' }], [{ responseType: 'APPROVED' }]])(
    'of %o comes page by page, each once, and reads no more than its page',
    async (query) => {
      for (let index = 0; index < 7; index += 1) {
        await dashboard.decided(`r-${index}`);
        if (index % 2 === 1) dashboard.clock.advance(1);
      }
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = (await search({ ...query, limit: 3, ...(after && { after }) })).json();
        seen.push(...page.transactions.map((each: { requestId: string }) => each.requestId));
        after = page.next;
      } while (after !== undefined);
      expect(seen).toHaveLength(7);
      expect(new Set(seen).size).toBe(7);
    },
  );

  test.each([
    [{ limit: 0 }, 'limit'],
    [{ after: 'x' }, 'after'],
    [{ responseType: 'LOST' }, 'responseType'],
    [{ unknown: 1 }, 'unknown'],
    [{ from: 'yesterday' }, 'from'],
  ])('with %o is refused naming the field', async (body, field) => {
    const answer = await search(body);
    expect(answer.json()).toMatchObject({ status: 400, code: 'invalid-request' });
    expect(answer.json().detail).toContain(field);
  });

  test('of 100 kB is refused in a sentence', async () => {
    const answer = await search({ requestId: 'x'.repeat(100_000) });
    expect(answer.json()).toMatchObject({ status: 413, code: 'body-too-large' });
    expect(answer.json().detail).toMatch(/^The body may have at most \d+ bytes\.$/);
  });

  test('of a script finds what is called so, as text', async () => {
    const script = '<script>alert(1)</script>';
    await dashboard.decided(script);
    const answer = await search({ requestId: script, customerId: 'acme' });
    expect(answer.json().transactions).toMatchObject([{ requestId: script }]);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });
});
