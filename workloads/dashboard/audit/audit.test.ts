import type { ReceivedEvent } from '@tandem/stores';
import { request } from 'undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AUDIT_SEGMENTS } from '../../audit/index.ts';
import { EMPTY_CHAIN, nextSegment, segmentId } from '../../audit/segment.ts';
import { received } from '../../testing/received.ts';
import { type Browser, Dashboard, OPERATOR } from '../testing/harness.ts';

let dashboard: Dashboard;
let operator: Browser;

const REGION = 'us-east-1';
const deed = (offset: number): ReceivedEvent => ({
  topic: 'trail',
  partition: 1,
  offset,
  publishedAt: offset,
  key: 'action/us-west-2',
  value: JSON.stringify({
    type: 'operator-action',
    at: offset,
    region: REGION,
    actor: 'Ada (ada)',
    role: 'operator',
    action: 'drain',
    target: 'us-west-2',
    reason: 'maintenance',
    result: 'done',
  }),
});

beforeEach(async () => {
  dashboard = await Dashboard.start();
  operator = await dashboard.signIn({ role: 'operator' });
  let head = EMPTY_CHAIN;
  for (const [at, events] of [
    [received(0, 1), received(1, 2), deed(3)],
    [received(2, 4)],
    [deed(5), received(3, 6)],
  ].entries()) {
    const next = nextSegment(REGION, head, events);
    head = next.head;
    expect(next.segment.seq).toBe(at + 1);
    await dashboard.documents.collection(AUDIT_SEGMENTS).insert(next.segment);
  }
});
afterEach(() => dashboard.close());

interface Entry {
  readonly at: number;
}
const page = async (query: string) =>
  (await operator.get(`/audit/entries?region=${REGION}${query}`)).json();

test.each([1, 2, 3, 100])('entries come newest first, %i at a time, each once', async (limit) => {
  const seen: number[] = [];
  let after: string | undefined;
  do {
    const found = await page(`&limit=${limit}${after === undefined ? '' : `&after=${after}`}`);
    seen.push(...found.entries.map(({ at }: Entry) => at));
    after = found.next;
  } while (after !== undefined);
  expect(seen).toEqual([6, 5, 4, 3, 2, 1]);
});

test('what people did can be read alone, with who and why', async () => {
  const { entries } = await page('&kind=actions');
  expect(entries.map(({ at }: Entry) => at)).toEqual([5, 3]);
  expect(entries[0]).toMatchObject({
    type: 'operator-action',
    action: { actor: 'Ada (ada)', name: 'drain', target: 'us-west-2', reason: 'maintenance' },
  });
});

test('the chain is verified, and all of it exported with an end that says so', async () => {
  expect((await operator.get('/audit/verify')).json()).toMatchObject({
    valid: true,
    chains: [{ region: REGION, segments: 3, entries: 6 }, { entries: 0 }],
  });
  const file = await operator.get(`/audit/export?region=${REGION}`);
  expect(file.headers).toMatchObject({
    'content-type': 'application/x-ndjson',
    'content-disposition': `attachment; filename="tandem-audit-${REGION}.jsonl"`,
  });
  const lines = file.body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(7);
  expect(lines[2].event).toMatchObject({ type: 'operator-action', actor: 'Ada (ada)' });
  expect(lines.at(-1)).toEqual({ end: true, entries: 6 });
  expect(dashboard.acted()[0]).toBe(`audit-export ${REGION} asked`);
});

test('an export that breaks off has no last line that says it is whole', async () => {
  const segments = dashboard.documents.collection(AUDIT_SEGMENTS);
  const last = await segments.get(segmentId(REGION, 3));
  if (!last) throw new Error('there is no third segment');
  await segments.insert({ ...last, _id: segmentId(REGION, 4), seq: 4, entries: 'damaged' });
  const url = await dashboard.server.listen({ host: '127.0.0.1', port: 0 });
  const file = await request(`${url}/dashboard/api/audit/export?region=${REGION}`, {
    headers: { authorization: OPERATOR },
  });
  let text = '';
  const reading = async () => {
    for await (const chunk of file.body) text += String(chunk);
  };
  await expect(reading()).rejects.toThrow();
  expect(text).not.toContain('"end":true');
});

test('a region that is none is refused, naming those that are', async () => {
  const answer = await operator.get('/audit/entries?region=eu-west-1');
  expect(answer.json()).toMatchObject({ status: 400, code: 'invalid-request' });
  expect(answer.json().detail).toContain('us-east-1, us-west-2');
});
