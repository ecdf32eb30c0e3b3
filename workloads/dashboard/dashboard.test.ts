import { Gauge } from 'prom-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AUDIT_SEGMENTS } from '../audit/index.ts';
import { EMPTY_CHAIN, nextSegment } from '../audit/segment.ts';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { received } from '../testing/received.ts';
import { settle } from '../testing/settle.ts';
import { NUMBER, newTransaction } from '../testing/transactions.ts';
import { createDashboard } from './index.ts';
import { Dashboard, OPERATOR, READER } from './testing/harness.ts';

let dashboard: Dashboard;

const get = (path: string, authorization?: string) => dashboard.get(path, authorization);
const retry = (id: string, authorization = OPERATOR) =>
  dashboard.ask(`/callbacks/${id}/retry`, { method: 'POST', headers: { authorization } });
const decided = (requestId: string) => dashboard.decided(requestId);

beforeEach(async () => {
  dashboard = await Dashboard.start();
});
afterEach(() => dashboard.close());

describe('access', () => {
  test('nothing is told without the token, and only the operator operates', async () => {
    for (const path of [
      '/status',
      '/transactions',
      '/events',
      '/binds',
      '/audit/verify',
      '/callbacks',
    ]) {
      const refused = await get(path, '');
      expect(refused.statusCode).toBe(401);
      expect(refused.headers['www-authenticate']).toContain('Bearer');
      expect(refused.json()).toMatchObject({ code: 'dashboard-unauthenticated' });
      expect((await get(path)).statusCode).toBe(200);
      expect((await get(path, OPERATOR)).statusCode).toBe(200);
    }
    const id = await decided('r-1');
    expect((await retry(id, READER)).statusCode).toBe(403);
    expect((await retry(id)).statusCode).toBe(404);
  });

  test('guesses from one address are few; the window passes', async () => {
    for (let i = 0; i < 10; i += 1) {
      expect((await get('/status', 'Bearer guess')).statusCode).toBe(401);
    }
    const blocked = await get('/status');
    expect(blocked.statusCode).toBe(429);
    expect(blocked.json()).toMatchObject({ code: 'too-many-sign-ins', retryable: true });
    expect(blocked.headers['retry-after']).toBe('60');
    dashboard.clock.advance(60_000);
    expect((await get('/status')).statusCode).toBe(200);
  });

  test('a missing header costs no guess', async () => {
    for (let i = 0; i < 30; i += 1) await get('/status', '');
    expect((await get('/status')).statusCode).toBe(200);
  });
});

describe('status', () => {
  test('shows region, binds, queues, outcomes and the newest transactions', async () => {
    const up = new Gauge({
      name: 'tandem_sms_bind_up',
      help: 'up',
      labelNames: ['bind'],
      registers: [dashboard.context.metrics],
    });
    up.set({ bind: 'us-east-1-0' }, 1);
    const id = await decided('r-1');
    await dashboard.ledger.accept(newTransaction(dashboard.clock.now() + 1));
    await settle();
    const status = (await get('/status')).json();
    expect(status).toMatchObject({
      region: 'us-east-1',
      up: true,
      guard: null,
      binds: [{ bind: 'us-east-1-0', up: true, inFlight: 0 }],
      outcomes: { sample: 2, undecided: 1, counts: { APPROVED: 1 } },
    });
    expect(status.recent[1]).toMatchObject({ transactionId: id, responseType: 'APPROVED' });
    expect(status.queues.length).toBeGreaterThan(0);
  });

  test('answers with what is known while documents are away', async () => {
    dashboard.documents.cut();
    const status = await get('/status');
    expect(status.statusCode).toBe(200);
    expect(status.json()).toMatchObject({ up: true, guard: null, outcomes: null, recent: null });
  });

  test('asks the stores once for many viewers', async () => {
    let asked = 0;
    dashboard.documents.interfere = () => {
      asked += 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => get('/status')));
    expect(asked).toBe(2);
  });
});

describe('transactions', () => {
  test('are found by id, by request and by what became of them', async () => {
    const id = await decided('r-1');
    await dashboard.ledger.accept(newTransaction(dashboard.clock.now() + 1, { requestId: 'r-2' }));
    const found = async (query: string) => {
      const answer = (await get(`/transactions?${query}`)).json();
      return answer.transactions.map((each: { requestId: string }) => each.requestId);
    };
    expect(await found('')).toEqual(['r-2', 'r-1']);
    expect(await found(`transactionId=${id}`)).toEqual(['r-1']);
    expect(await found('requestId=r-2&customerId=acme')).toEqual(['r-2']);
    expect(await found('requestId=r-2&customerId=other')).toEqual([]);
    expect(await found('state=decided')).toEqual(['r-1']);
    expect(await found('responseType=APPROVED')).toEqual(['r-1']);
    expect(await found(`from=${dashboard.clock.now() + 1}`)).toEqual(['r-2']);
    expect(await found(`to=${dashboard.clock.now()}`)).toEqual(['r-1']);
  });

  test('come page by page, each once', async () => {
    for (let i = 0; i < 7; i += 1) {
      await dashboard.ledger.accept(
        newTransaction(dashboard.clock.now() + Math.floor(i / 2), { requestId: `r-${i}` }),
      );
    }
    const seen: string[] = [];
    let after = '';
    do {
      const page = (await get(`/transactions?limit=3${after}`)).json();
      for (const { requestId } of page.transactions) seen.push(requestId);
      after = page.next === undefined ? '' : `&after=${page.next}`;
    } while (after !== '');
    expect(new Set(seen).size).toBe(7);
    expect(seen).toHaveLength(7);
  });

  test.each(['limit=0', 'limit=x', 'limit=201', 'state=lost', 'after=x', 'unknown=1', 'from=-1e9'])(
    'refuses %s naming the field',
    async (query) => {
      const answer = await get(`/transactions?${query}`);
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ code: 'invalid-request' });
      expect(answer.json().detail).toContain(query.split('=')[0]);
    },
  );

  test('are traced step by step', async () => {
    const id = await decided('r-1');
    const trace = (await get(`/transactions/${id}/trace`)).json();
    expect(trace.lines.map(({ what }: { what: string }) => what)).toEqual([
      'accepted',
      'subscriber-resolved',
      'applet-answered',
    ]);
    expect((await get('/transactions/r-1/trace?customerId=acme')).json()).toEqual(trace);
    expect((await get('/transactions/nothing/trace')).statusCode).toBe(404);
  });
});

describe('events, audit and callbacks', () => {
  test('the newest events come from the audit log', async () => {
    const events = [received(0, 1), received(1, 2)];
    const { segment } = nextSegment('us-east-1', EMPTY_CHAIN, events);
    await dashboard.documents.collection(AUDIT_SEGMENTS).insert(segment);
    expect((await get('/events?limit=1')).json()).toMatchObject({ events: [{ at: 2 }] });
    expect((await get('/audit/verify')).json()).toMatchObject({
      valid: true,
      chains: [{ region: 'us-east-1', segments: 1, entries: 2 }, { segments: 0 }],
    });
    dashboard.documents.tamper(AUDIT_SEGMENTS, segment._id, { count: 9 });
    expect((await get('/audit/verify')).json()).toMatchObject({
      valid: false,
      chains: [{ breach: { segment: 1, reason: 'altered' } }, { valid: true }],
    });
  });

  test('dead letters are listed and retried', async () => {
    const id = await decided('r-1');
    const failed = {
      type: 'callback-failed',
      at: dashboard.clock.now(),
      region: 'us-east-1',
    } as const;
    await dashboard.ledger.apply(id, { ...failed, reason: 'HTTP 500' });
    expect((await get('/callbacks')).json()).toMatchObject({
      callbacks: [{ transactionId: id, lastError: 'HTTP 500', attempts: 1 }],
    });
    expect((await retry(id)).json()).toEqual({ transactionId: id, result: 'requeued' });
    expect((await get('/callbacks')).json()).toEqual({ callbacks: [] });
    expect((await retry('nonsense')).statusCode).toBe(400);
  });

  test('no answer holds a number, sealed or plain', async () => {
    const id = await decided('r-1');
    for (const path of ['/status', '/transactions', `/transactions/${id}/trace`]) {
      const { body } = await get(path);
      expect(body).not.toContain(NUMBER.slice(1));
      expect(body).not.toMatch(/msisdn/i);
    }
  });
});

test('listens itself when api is elsewhere, and lets api listen otherwise', async () => {
  const own = createDashboard(dashboard.context);
  expect(own.health().ready).toBe(false);
  await own.start();
  const { dashboard: port } = own.ports?.() ?? {};
  const answer = await fetch(`http://127.0.0.1:${port}/dashboard/api/status`, {
    headers: { authorization: READER },
  });
  expect(answer.status).toBe(200);
  await own.drain(1_000);
  const shared = createDashboard({
    ...dashboard.context,
    documents: new MemoryDocuments(),
    config: { ...dashboard.context.config, workloads: ['api', 'dashboard'] },
  });
  await shared.start();
  expect(shared.ports?.()).toEqual({});
  expect(shared.health()).toEqual({ ready: true });
  await shared.drain(1_000);
});
