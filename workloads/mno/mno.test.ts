import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EVENT_TOPICS } from '@tandem/core';
import type { Workload } from '@tandem/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { metricOf, settled, type TestContext, testContext } from '../records/testing/context.ts';
import { APPLET, accepted, MSISDN, provision, stored } from '../records/testing/transactions.ts';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { createMno } from './index.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const CHANGES = { latestSimChange: '2026-01-02T03:04:05Z', latestImeiChange: null };
const reachable = json(200, { reachable: true, ...CHANGES });
let operator: Server;
let answer: Answer;
let asked: string[];
let context: TestContext;
let mno: Workload;

function json(status: number, body: unknown): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}

beforeEach(async () => {
  answer = reachable;
  asked = [];
  operator = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${body}`);
      answer(response, request);
    });
  });
  await new Promise<void>((resolve) => operator.listen(0, '127.0.0.1', resolve));
  const { port } = operator.address() as AddressInfo;
  context = testContext({ config: { mnoBaseUrl: `http://127.0.0.1:${port}/operator` } });
  await provision(context);
  mno = createMno(context);
  await mno.start();
});

afterEach(async () => {
  await mno.drain(1_000);
  operator.closeAllConnections();
  await new Promise((resolve) => operator.close(resolve));
});

async function resolveOne(options: Parameters<typeof accepted>[1] = {}) {
  const { _id } = await accepted(context, options);
  await settled();
  await context.events.deliver('mno');
  await settled();
  return stored(context, _id);
}

const result = (name: string) =>
  metricOf(context, 'tandem_mno_resolutions_total', { result: name });
const said = (name: string) =>
  metricOf(context, 'tandem_mno_operator_answers_total', { result: name });

describe('a known subscriber', () => {
  test('is resolved with what the operator knows of the SIM', async () => {
    const transaction = await resolveOne();
    expect(transaction).toMatchObject({
      state: 'resolved',
      awaiting: APPLET._id,
      outbox: EVENT_TOPICS.resolved,
      subscriber: {
        appletId: APPLET._id,
        simUid: APPLET.simUid,
        reachable: true,
        lastSimChange: CHANGES.latestSimChange,
      },
    });
    expect(transaction.subscriber).not.toHaveProperty('lastImeiChange');
    const body = JSON.stringify({ phoneNumber: MSISDN });
    expect(asked).toEqual([`POST /operator/subscriber-status/v1/retrieve ${body}`]);
    expect(context.events.of(EVENT_TOPICS.resolved)).toHaveLength(1);
  });

  test('who is not reachable is woken all the same: the SMSC keeps the message', async () => {
    answer = json(200, { reachable: false, ...CHANGES });
    const transaction = await resolveOne();
    expect(transaction).toMatchObject({ state: 'resolved', subscriber: { reachable: false } });
  });

  test('is asked for again at the operator with every request: a SIM swap is never cached', async () => {
    await resolveOne();
    answer = json(200, { reachable: true, ...CHANGES, latestSimChange: '2026-06-01T00:00:00Z' });
    const transaction = await resolveOne();
    expect(transaction.subscriber?.lastSimChange).toBe('2026-06-01T00:00:00Z');
    expect(context.documents.calls.filter(({ target }) => target === 'subscriber')).toHaveLength(1);
  });
});

describe('an unknown subscriber', () => {
  test('without an applet ends NOT_REGISTERED, and the operator is not asked', async () => {
    const transaction = await resolveOne({ msisdn: '+14045550115' });
    expect(transaction.outcome).toMatchObject({ responseType: 'NOT_REGISTERED' });
    expect(transaction.msisdnSealed).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test('whose number left the operator ends NOT_REGISTERED: an old SIM proves nothing', async () => {
    answer = json(404, { status: 404, code: 'IDENTIFIER_NOT_FOUND', message: 'no such number' });
    expect((await resolveOne()).outcome).toMatchObject({ responseType: 'NOT_REGISTERED' });
  });
});

describe('an operator in trouble', () => {
  test.each<[string, Answer, string]>([
    ['answers 500', json(500, {}), 'unreachable'],
    ['drops the connection', (response) => response.destroy(), 'unreachable'],
    ['answers no JSON', (response) => response.end('<html>'), 'invalid'],
    ['leaves a field out', json(200, { reachable: true }), 'invalid'],
    [
      'gives a date that is none',
      json(200, { ...CHANGES, reachable: true, latestSimChange: 'x' }),
      'invalid',
    ],
    ['answers 404 for a path', json(404, { code: 'NOT_FOUND' }), 'refused'],
    ['refuses the token', json(401, { code: 'UNAUTHENTICATED' }), 'refused'],
    ['answers 100 KB', json(200, { pad: 'x'.repeat(100_000) }), 'unreachable'],
  ])('that %s is gone on without', async (_, bad, reason) => {
    answer = bad;
    const transaction = await resolveOne();
    expect(transaction.state).toBe('resolved');
    expect(transaction.subscriber).not.toHaveProperty('reachable');
    expect(await said(reason)).toBe(1);
  });

  test('is asked once more after a failure', async () => {
    answer = (response, request) => {
      answer = reachable;
      json(503, {})(response, request);
    };
    expect((await resolveOne()).subscriber?.reachable).toBe(true);
    expect(asked).toHaveLength(2);
  });

  test('is left alone after failures in a row, and found again by a probe', async () => {
    answer = json(500, {});
    for (let i = 0; i < 12; i += 1) await resolveOne();
    const askedUntilOpen = asked.length;
    expect(askedUntilOpen).toBe(20);
    expect(await said('circuit-open')).toBe(2);
    expect(await metricOf(context, 'tandem_mno_operator_circuit_open')).toBe(1);
    answer = reachable;
    context.clock.advance(2_000);
    expect((await resolveOne()).subscriber?.reachable).toBe(true);
    expect(await metricOf(context, 'tandem_mno_operator_circuit_open')).toBe(0);
  });
});

describe('redelivery', () => {
  test('of the same event changes nothing and asks nobody', async () => {
    const first = await resolveOne();
    context.events.rewind('mno');
    await context.events.deliver('mno');
    expect(await stored(context, first._id)).toEqual(first);
    expect(asked).toHaveLength(1);
    expect(await result('already')).toBe(1);
  });

  test('after documents were away resolves what could not be resolved', async () => {
    const { _id } = await accepted(context);
    await settled();
    context.documents.fault = ({ method }) => (method === 'replace' ? 'unavailable' : undefined);
    await expect(context.events.deliver('mno')).rejects.toThrow('documents');
    context.documents.fault = () => undefined;
    await context.events.deliver('mno');
    expect((await stored(context, _id)).state).toBe('resolved');
  });

  test('in two regions at once resolves once (I4)', async () => {
    const shared = new MemoryDocuments();
    const regions = ['us-east-1', 'us-west-2'].map((region) =>
      testContext({ region, shared, clock: context.clock, config: context.config }),
    );
    const workloads = regions.map(createMno);
    for (const workload of workloads) await workload.start();
    const [east, west] = regions;
    if (!east || !west) throw new Error('two regions');
    await provision(east);
    const { _id } = await accepted(east);
    await settled();
    const events = east.events.of(EVENT_TOPICS.accepted);
    await west.events.publish(EVENT_TOPICS.accepted, events);
    await Promise.all(regions.map(({ events: log }) => log.deliver('mno')));
    await settled();
    expect((await stored(east, _id)).version).toBe(2);
    expect(regions.flatMap(({ events: log }) => log.of(EVENT_TOPICS.resolved))).toHaveLength(1);
    for (const workload of workloads) await workload.drain(1_000);
  });

  test('after the deadline is left to the timer', async () => {
    const { _id } = await accepted(context);
    await settled();
    context.clock.advance(30_000);
    await context.events.deliver('mno');
    expect((await stored(context, _id)).state).toBe('accepted');
    expect(await result('late')).toBe(1);
  });

  test('of an event without a document is done', async () => {
    const value = JSON.stringify({ transactionId: 'gone', type: 'accepted', at: 1 });
    await context.events.publish(EVENT_TOPICS.accepted, [{ key: 'gone', value }]);
    await context.events.deliver('mno');
    expect(await result('absent')).toBe(1);
  });
});

test('without the cache documents answer', async () => {
  context.cache.down = true;
  expect((await resolveOne()).state).toBe('resolved');
  expect(await metricOf(context, 'tandem_mno_cache_failures_total')).toBe(2);
});

test('is ready while it is subscribed', () => {
  expect(mno.health()).toEqual({ ready: true });
  expect(createMno(testContext()).health().ready).toBe(false);
});
