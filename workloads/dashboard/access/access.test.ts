import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Dashboard, OPERATOR, READER, SESSION_KEY_OF_TESTS } from '../testing/harness.ts';
import { mintSignIn } from './one-time.ts';

let dashboard: Dashboard;

beforeEach(async () => {
  dashboard = await Dashboard.start();
});
afterEach(() => dashboard.close());

const origin = 'http://localhost:8080';
const signInWith = (token: string, headers: Readonly<Record<string, string>> = {}) =>
  dashboard.ask('/session', { method: 'POST', body: { token }, headers: { origin, ...headers } });
const cookieIn = (answer: { readonly headers: Readonly<Record<string, unknown>> }) =>
  String(answer.headers['set-cookie']);

describe('signing in', () => {
  test('takes a one-time token once, and gives a cookie that scripts cannot read', async () => {
    const token = await mintSignIn(SESSION_KEY_OF_TESTS, dashboard.clock, 'operator');
    const answer = await signInWith(token);
    expect(answer.json()).toMatchObject({
      user: { role: 'operator', name: 'local operator' },
      region: 'us-east-1',
      local: false,
    });
    expect(cookieIn(answer)).toMatch(
      /^tandem-session=[\w.-]+; Path=\/; Max-Age=28800; HttpOnly; SameSite=Strict$/,
    );
    const again = await signInWith(token);
    expect(again.statusCode).toBe(401);
    expect(again.json()).toMatchObject({ code: 'sign-in-failed' });
    expect(again.json().detail).toContain('used already');
  });

  test('refuses a one-time token that is too old or of another key', async () => {
    const token = await mintSignIn(SESSION_KEY_OF_TESTS, dashboard.clock, 'operator');
    dashboard.clock.advance(13 * 3_600_000);
    expect((await signInWith(token)).statusCode).toBe(401);
    const foreign = await mintSignIn('44'.repeat(32), dashboard.clock, 'operator');
    expect((await signInWith(foreign)).statusCode).toBe(401);
  });

  test('takes the standing tokens as well', async () => {
    expect((await signInWith(READER.slice(7))).json().user.role).toBe('support');
    expect((await signInWith(OPERATOR.slice(7))).json().user.role).toBe('operator');
  });

  test('over https binds the cookie to this host and to https', async () => {
    const headers = { host: 'api.example', origin: 'https://api.example' };
    const answer = await signInWith(OPERATOR.slice(7), headers);
    expect(cookieIn(answer)).toMatch(/^__Host-tandem-session=.*; Secure$/);
    expect(answer.headers['strict-transport-security']).toBeDefined();
  });

  test('is for few guesses an address', async () => {
    for (let guess = 0; guess < 10; guess += 1) await signInWith(`guess-${guess}`);
    const blocked = await signInWith(OPERATOR.slice(7));
    expect(blocked.statusCode).toBe(429);
    expect(blocked.headers['retry-after']).toBe('60');
    const elsewhere = { 'cf-connecting-ip': '203.0.113.9' };
    expect((await signInWith(OPERATOR.slice(7), elsewhere)).statusCode).toBe(200);
  });

  test('from the page of another site is refused', async () => {
    const answer = await signInWith(OPERATOR.slice(7), { origin: 'https://evil.example' });
    expect(answer.json()).toMatchObject({ status: 403, code: 'csrf-refused' });
  });
});

describe('a session', () => {
  test('is good in the other region, which was told nothing of it', async () => {
    const browser = await dashboard.signIn({ role: 'support' });
    const { documents, clock } = dashboard;
    const west = await Dashboard.start({ region: 'us-west-2', documents, clock });
    const answer = await west.ask('/session', { headers: { cookie: browser.cookie } });
    expect(answer.json()).toMatchObject({ user: { role: 'support' }, region: 'us-west-2' });
    await west.close();
  });

  test('ends by itself, and when it is ended', async () => {
    const browser = await dashboard.signIn({});
    expect((await browser.get('/live/state')).statusCode).toBe(200);
    expect(cookieIn(await browser.post('/session/end', undefined))).toContain('Max-Age=0');
    dashboard.clock.advance(8 * 3_600_000 + 1_000);
    const ended = await browser.get('/live/state');
    expect(ended.json()).toMatchObject({ status: 401, code: 'dashboard-unauthenticated' });
    expect((await browser.get('/session')).json().user).toBeNull();
  });

  test.each([
    ['made up', (cookie: string) => cookie.replace(/=.*/, '=forged')],
    ['altered', (cookie: string) => `${cookie.slice(0, -4)}AAAA`],
    ['endless', () => `tandem-session=${'x'.repeat(7_000)}`],
    ['of another purpose', () => `tandem-session=${'a.b.c.d.e'}`],
  ])('with a cookie that is %s is none', async (_what, forge) => {
    const { cookie } = await dashboard.signIn({ role: 'operator' });
    const answer = await dashboard.ask('/live/state', { headers: { cookie: forge(cookie) } });
    expect(answer.statusCode).toBe(401);
    expect(answer.json().detail).toMatch(/^There is no session/);
  });

  test('may ask only so fast', async () => {
    const browser = await dashboard.signIn({});
    const answers = await Promise.all(Array.from({ length: 70 }, () => browser.get('/carrier')));
    expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(10);
  });
});

describe('roles', () => {
  test.each([
    ['/live/state', [200, 200, 200]],
    ['/carrier', [200, 200, 200]],
    ['/transactions', [403, 200, 200]],
    ['/audit/entries?region=us-east-1', [403, 200, 200]],
    ['/audit/export?region=us-east-1', [403, 403, 200]],
  ])('open %s as they should', async (path, expected) => {
    const statuses = [];
    for (const role of ['viewer', 'support', 'operator'] as const) {
      const browser = await dashboard.signIn({ role, subject: role });
      statuses.push((await browser.get(path)).statusCode);
    }
    expect(statuses).toEqual(expected);
  });

  test('bound to a customer show nothing of others, as if it did not exist', async () => {
    const own = await dashboard.decided('r-own', { customerId: 'acme' });
    const other = await dashboard.decided('r-other', { customerId: 'globex' });
    const browser = await dashboard.signIn({ role: 'support', customers: ['acme'] });
    const search = await browser.post('/transactions/search', {});
    expect(search.json().transactions).toMatchObject([{ transactionId: own }]);
    expect((await browser.post('/transactions/search', { transactionId: other })).json()).toEqual({
      transactions: [],
    });
    expect((await browser.get(`/transactions/${own}/trace`)).statusCode).toBe(200);
    for (const id of [other, 'r-other']) {
      const hidden = await browser.get(`/transactions/${id}/trace?customerId=globex`);
      expect(hidden.json()).toMatchObject({ status: 404, code: 'not-found' });
    }
    for (const path of ['/audit/entries?region=us-east-1', '/status', '/events']) {
      expect((await browser.get(path)).json()).toMatchObject({ code: 'dashboard-forbidden' });
    }
  });

  test('bound to a customer find and retry no callback of others', async () => {
    const other = await dashboard.decided('r-other', { customerId: 'globex' });
    const at = dashboard.clock.now();
    const failed = {
      type: 'callback-failed',
      at,
      region: 'us-east-1',
      reason: 'HTTP 500',
    } as const;
    await dashboard.ledger.apply(other, failed);
    const browser = await dashboard.signIn({ role: 'operator', customers: ['acme'] });
    expect((await browser.get('/callbacks')).json()).toEqual({ callbacks: [] });
    expect((await browser.act(`/callbacks/${other}/retry`)).statusCode).toBe(404);
    expect((await dashboard.get('/callbacks')).json().callbacks).toHaveLength(1);
  });

  test('bound to a customer move no region and let nobody in, as that is about all', async () => {
    const browser = await dashboard.signIn({ role: 'operator', customers: ['acme'] });
    const region = 'us-west-2';
    const drain = { action: 'drain', region, confirm: region, reason: 'why not', force: true };
    for (const answer of [
      await browser.act('/failover/actions', drain),
      await browser.act(`/regions/${region}/drain?force=${region}`),
      await browser.act('/sign-ins', { role: 'operator' }),
    ]) {
      expect(answer.json()).toMatchObject({ status: 403, code: 'dashboard-forbidden' });
    }
    expect(dashboard.acted()).toEqual([]);
  });
});

describe('an action', () => {
  const drain = {
    action: 'drain',
    region: 'us-west-2',
    confirm: 'us-west-2',
    reason: 'maintenance',
    force: true,
  };

  test('needs a token of this session that was never used', async () => {
    const ada = await dashboard.signIn({ role: 'operator' });
    const bob = await dashboard.signIn({ role: 'operator', subject: 'bob' });
    const codeOf = async (token: string | undefined) =>
      (await ada.post('/failover/actions', drain, token ? { 'x-csrf-token': token } : {})).json()
        .code;
    expect(await codeOf(undefined)).toBe('csrf-refused');
    expect(await codeOf('nonsense')).toBe('csrf-refused');
    expect(await codeOf(await bob.csrf())).toBe('csrf-refused');
    const token = await ada.csrf();
    expect(await codeOf(token)).toBeUndefined();
    expect(await codeOf(token)).toBe('csrf-refused');
    const old = await ada.csrf();
    dashboard.clock.advance(601_000);
    expect(await codeOf(old)).toBe('csrf-refused');
  });

  test('that was done in one region cannot be replayed in the other', async () => {
    const ada = await dashboard.signIn({ role: 'operator' });
    const { documents, clock } = dashboard;
    const west = await Dashboard.start({ region: 'us-west-2', documents, clock });
    const headers = { 'x-csrf-token': await ada.csrf(), cookie: ada.cookie, origin };
    const asked = { method: 'POST', body: drain, headers } as const;
    expect((await dashboard.ask('/failover/actions', asked)).statusCode).toBe(200);
    const replayed = await west.ask('/failover/actions', asked);
    expect(replayed.json()).toMatchObject({ status: 403, code: 'csrf-refused' });
    expect(replayed.json().detail).toContain('used already');
    await west.close();
  });

  test('from another page, or from none, is refused before anything else', async () => {
    const ada = await dashboard.signIn({ role: 'operator' });
    const token = { 'x-csrf-token': await ada.csrf() };
    const headers = { ...token, origin: 'https://evil.example' };
    expect((await ada.post('/failover/actions', drain, headers)).statusCode).toBe(403);
    const { cookie } = ada;
    const silent = { method: 'POST', body: drain, headers: { ...token, cookie } } as const;
    expect((await dashboard.ask('/failover/actions', silent)).statusCode).toBe(403);
    expect(dashboard.acted()).toEqual([]);
  });

  test('while documents are away is not begun', async () => {
    const ada = await dashboard.signIn({ role: 'operator' });
    const token = { 'x-csrf-token': await ada.csrf() };
    dashboard.documents.cut();
    expect((await ada.post('/failover/actions', drain, token)).statusCode).toBe(503);
  });
});
