import { newId } from '@tandem/core';
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Operation } from '../history/index.ts';
import { memoryHistory } from '../history/testing/memory.ts';
import { CallbackReceiver } from './callback-receiver.ts';
import { CREDENTIALS, callBack } from './testing/fake-api.ts';

let receiver: CallbackReceiver;
let url: string;
let operations: Operation[];
beforeEach(async () => {
  const history = memoryHistory();
  operations = history.operations;
  receiver = new CallbackReceiver({
    signingSecret: CREDENTIALS.signingSecret,
    retain: 3,
    record: history.record,
  });
  url = `http://127.0.0.1:${await receiver.listen(0)}/callbacks`;
});
afterEach(() => receiver.close());

const parts = (requestId = 'r-1') => ({ requestId, transactionId: newId(Date.now()) });

describe('CallbackReceiver', () => {
  it('takes a signed callback and gives it to whoever waits', async () => {
    const expected = parts();
    const waiting = receiver.awaitOutcome('r-1', 5_000);
    expect(await callBack(url, expected)).toBe(204);
    expect(await waiting).toMatchObject({ ...expected, responseType: 'VERIFIED', answer: null });
    expect(await receiver.awaitOutcome('r-1', 0)).toMatchObject(expected);
    expect(receiver.log.byTransaction(expected.transactionId)).toMatchObject(expected);
    const said = {
      ...expected,
      responseType: 'VERIFIED',
      fingerprint: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
    };
    const common = { time: expect.any(Number), process: 'bank-callbacks', f: 'callback' };
    expect(operations).toEqual([
      { ...common, type: 'invoke', value: said },
      { ...common, type: 'ok', value: { ...said, status: 'ACCEPTED', reception: 'first' } },
    ]);
  });

  it('says that nothing came when the time is over', async () => {
    expect(await receiver.awaitOutcome('r-9', 1)).toBeUndefined();
  });

  it('answers a repeat 2xx and counts it', async () => {
    const repeated = parts();
    expect(await callBack(url, repeated)).toBe(204);
    expect(await callBack(url, repeated)).toBe(204);
    expect(receiver.log.counts).toEqual({ first: 1, duplicate: 1, contradictory: 0 });
    expect(receiver.log.contradictions).toEqual([]);
  });

  it.each([
    [
      'another outcome under the same key',
      (p: ReturnType<typeof parts>) => ({ ...p, responseType: 'REJECTED' as const }),
    ],
    [
      'another transaction for the same request',
      (p: ReturnType<typeof parts>) => ({ ...p, transactionId: newId(1) }),
    ],
  ])('detects a contradiction: %s', async (_, contradict) => {
    const first = parts();
    await callBack(url, first);
    expect(await callBack(url, contradict(first))).toBe(204);
    expect(receiver.log.counts).toEqual({ first: 1, duplicate: 0, contradictory: 1 });
    expect(receiver.log.contradictions[0]).toMatchObject({ requestId: 'r-1', before: first });
    expect(receiver.log.byRequest('r-1')?.responseType).toBe('VERIFIED');
  });

  it.each([
    [
      'a signature of another secret',
      { 'x-signature': `v1=${'0'.repeat(64)}` },
      'signature-mismatch',
    ],
    ['a signature that is none', { 'x-signature': 'v1=zz' }, 'signature-malformed'],
    ['a timestamp that is none', { 'x-timestamp': 'noon' }, 'timestamp-malformed'],
  ])('refuses %s', async (_, headers, reason) => {
    expect(await callBack(url, parts(), { headers })).toBe(401);
    expect(receiver.invalid).toEqual(new Map([[reason, 1]]));
    expect(receiver.log.size).toBe(0);
  });

  it('refuses a callback signed more than 300 s ago, or as far ahead', async () => {
    const now = Math.floor(Date.now() / 1_000);
    expect(await callBack(url, parts(), { at: now - 310 })).toBe(401);
    expect(await callBack(url, parts(), { at: now + 310 })).toBe(401);
    expect([...receiver.invalid.keys()]).toEqual(['timestamp-expired', 'timestamp-in-future']);
  });

  it.each([
    ['no JSON', '{', 'not-json'],
    [
      'no outcome',
      '{"requestId":"r","transactionId":"0199b7a1-0000-7000-8000-000000000001","status":"X"}',
      'callback',
    ],
    [
      'an unknown outcome',
      JSON.stringify({ ...parts(), responseType: 'MAYBE', status: 'X' }),
      'callback.responseType',
    ],
    [
      'a number as answer',
      JSON.stringify({ ...parts(), responseType: 'VERIFIED', status: 'X', answer: 1 }),
      'callback.answer',
    ],
  ])('refuses a body with %s', async (_, body, reason) => {
    expect(await callBack(url, parts(), { body })).toBe(400);
    expect(receiver.invalid).toEqual(new Map([[reason, 1]]));
  });

  it('refuses a key that is not the transaction, a body of 65 KB, and GET', async () => {
    expect(await callBack(url, parts(), { headers: { 'idempotency-key': 'other' } })).toBe(400);
    expect(await callBack(url, parts(), { body: 'x'.repeat(65 * 1_024 + 1) })).toBe(413);
    expect((await request(url)).statusCode).toBe(405);
  });

  it('refuses, drops and delays on demand, keeps nothing it refused, and heals', async () => {
    const refuse = receiver.faults.inject({ kind: 'refuse', status: 503 });
    expect(await callBack(url, parts())).toBe(503);
    receiver.faults.heal(refuse.id);
    const drop = receiver.faults.inject({ kind: 'drop' });
    await expect(callBack(url, parts())).rejects.toThrow();
    receiver.faults.heal(drop.id);
    expect(receiver.log.size).toBe(0);
    expect(operations.map(({ type, value }) => [type, value.status])).toEqual([
      ['invoke', undefined],
      ['fail', 503],
      ['invoke', undefined],
      ['fail', 0],
    ]);
    receiver.faults.inject({ kind: 'slow', delayMs: 5 });
    expect(await callBack(url, parts())).toBe(204);
    expect(receiver.log.size).toBe(1);
  });

  it('keeps what a sender no longer waited to be told of, and says so', async () => {
    receiver.faults.inject({ kind: 'slow', delayMs: 300 });
    const controller = new AbortController();
    const sent = callBack(url, parts(), { signal: controller.signal });
    await vi.waitFor(() => expect(operations).toHaveLength(1), { interval: 2, timeout: 10_000 });
    controller.abort();
    await expect(sent).rejects.toThrow();
    await vi.waitFor(() => expect(operations.at(-1)?.type).toBe('info'), { timeout: 10_000 });
    expect(operations.at(-1)?.value).toMatchObject({ reception: 'first' });
    expect(receiver.log.size).toBe(1);
  });

  it('records nothing of what is not signed', async () => {
    await callBack(url, parts(), { headers: { 'x-signature': 'v1=00' } });
    expect(operations).toEqual([]);
  });

  it('forgets the oldest outcomes past what it retains', async () => {
    for (const requestId of ['a', 'b', 'c', 'd']) await callBack(url, parts(requestId));
    expect(receiver.log.size).toBe(3);
    expect(receiver.log.byRequest('a')).toBeUndefined();
    expect(receiver.log.latest(2).map(({ requestId }) => requestId)).toEqual(['c', 'd']);
  });
});
