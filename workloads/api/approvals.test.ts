import { decide, ID_PATTERN, openMsisdn, TandemError } from '@tandem/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TRANSACTIONS } from '../records/index.ts';
import { TEST_SECRETS } from '../records/testing/context.ts';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { acceptedAnswer, resolved, SUBSCRIBER } from '../testing/transactions.ts';
import { apiHarness, BANK, type Harness, OTHER_BANK, REQUEST } from './testing/api-harness.ts';

const SEAL_KEY = Buffer.from(TEST_SECRETS['msisdn-seal-key'] ?? '', 'hex');

function stored({ context }: Harness, id: unknown) {
  return context.documents.collection(TRANSACTIONS).get(String(id));
}

describe('a signed request', () => {
  test('is answered 202 with its id and place, and rests without the number', async () => {
    const harness = await apiHarness();
    const answer = await harness.post();
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      transactionId: expect.stringMatching(new RegExp(ID_PATTERN)),
      requestId: REQUEST.requestId,
      status: 'ACCEPTED',
    });
    const { transactionId } = answer.body;
    expect(answer.headers.location).toBe(`/v1/approvals/${transactionId}`);
    const transaction = await stored(harness, transactionId);
    expect(transaction).toMatchObject({
      state: 'accepted',
      customerId: BANK.customerId,
      outbox: 'transaction-accepted',
      request: { model: 'touch', items: [], popupSeconds: 20, callbackUrl: REQUEST.cbUrl },
    });
    expect(JSON.stringify(transaction)).not.toContain(REQUEST.msisdn);
    const sealed = transaction?.msisdnSealed ?? '';
    expect(openMsisdn(SEAL_KEY, sealed, String(transactionId))).toBe(REQUEST.msisdn);
  });

  test('has its deadline after the wake allowance and its popup', async () => {
    const harness = await apiHarness();
    const { body } = await harness.post({ body: { ...REQUEST, popupSeconds: 45 } });
    const transaction = await stored(harness, body.transactionId);
    const { wakeAllowanceSeconds } = harness.context.topology.authentication;
    const lifetime = (transaction?.deadline ?? 0) - harness.context.clock.now();
    expect(lifetime).toBe((wakeAllowanceSeconds + 45) * 1_000);
  });

  test.each([
    ['silent', { model: 'silent', message: undefined }],
    ['touch', { model: 'touch' }],
    ['multisecure', { model: 'multisecure' }],
    ['itemselect', { model: 'itemselect', items: ['Savings', 'Current'] }],
  ])('may be of the model %s', async (model, change) => {
    const harness = await apiHarness();
    const { status, body } = await harness.post({ body: { ...REQUEST, ...change } });
    expect(status).toBe(202);
    expect((await stored(harness, body.transactionId))?.request.model).toBe(model);
  });

  test('may call back plain http on loopback only for the local customer', async () => {
    const local = await apiHarness({ customer: { loopbackCallbacks: true } });
    const body = { ...REQUEST, cbUrl: 'http://127.0.0.1:8101/callbacks' };
    expect((await local.post({ body })).status).toBe(202);
    const bank = await apiHarness();
    expect((await bank.post({ body })).body.code).toBe('callback-not-allowed');
  });
});

describe('the same requestId again', () => {
  test('is answered 200 with the same transaction, whatever the order of the fields', async () => {
    const { post } = await apiHarness();
    const first = await post();
    const { requestId, ...rest } = REQUEST;
    const again = await post({ body: { ...rest, popupSeconds: 20, model: 'touch', requestId } });
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    expect(again.headers.location).toBe(first.headers.location);
  });

  test('in another region finds the same transaction', async () => {
    const shared = new MemoryDocuments();
    const east = await apiHarness({ region: 'us-east-1', shared });
    const west = await apiHarness({ region: 'us-west-2', shared });
    const answers = await Promise.all([east.post(), west.post()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 202]);
    expect(new Set(answers.map(({ body }) => body.transactionId)).size).toBe(1);
  });

  test('twice at the same instant makes one transaction: one 202 and one 200', async () => {
    const { post } = await apiHarness();
    const answers = await Promise.all([post(), post()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 202]);
    expect(new Set(answers.map(({ body }) => body.transactionId)).size).toBe(1);
  });

  test('belongs to the customer: another one may use it too', async () => {
    const { post } = await apiHarness();
    const first = await post();
    const other = await post({ bank: OTHER_BANK });
    expect(other.status).toBe(202);
    expect(other.body.transactionId).not.toBe(first.body.transactionId);
  });

  test.each([
    ['message', { message: 'Pay 999 USD to Acme?' }],
    ['msisdn', { msisdn: '+14045550102' }],
    ['cbUrl', { cbUrl: 'https://bank.example/elsewhere' }],
    ['popupSeconds', { popupSeconds: 21 }],
    ['model', { model: 'multisecure' }],
  ])('with another %s is refused with 409', async (_field, change) => {
    const { post } = await apiHarness();
    await post();
    const again = await post({ body: { ...REQUEST, ...change } });
    expect(again.status).toBe(409);
    expect(again.body.code).toBe('request-conflict');
  });

  test('stays accepted when its callback host no longer resolves well', async () => {
    let address = '93.184.215.14';
    const harness = await apiHarness({ resolve: async () => [address] });
    await harness.post();
    address = '10.0.0.1';
    harness.context.clock.advance(60_000);
    expect((await harness.post()).status).toBe(200);
    const fresh = await harness.post({ body: { ...REQUEST, requestId: 'r-2' } });
    expect(fresh.body.code).toBe('callback-not-allowed');
  });

  test('as the identical signed request is a retry within 300 s, later 401', async () => {
    const harness = await apiHarness();
    const { clock } = harness.context;
    const request = await harness.signed('POST', '/v1/approvals');
    expect((await harness.send(request)).status).toBe(202);
    clock.advance(300_000);
    expect((await harness.send(request)).status).toBe(200);
    clock.advance(1_000);
    const late = await harness.send(request);
    expect(late.status).toBe(401);
    expect(late.body.code).toBe('timestamp-outside-window');
  });
});

describe('when the documents do not answer', () => {
  test('nothing is claimed: 503, and the retry makes or finds the one transaction', async () => {
    const harness = await apiHarness();
    await harness.post({ body: { ...REQUEST, requestId: 'warm' } });
    harness.context.documents.fault = ({ collection }) =>
      collection === TRANSACTIONS.name ? 'lost-acknowledgement' : undefined;
    const lost = await harness.post();
    expect(lost.status).toBe(503);
    expect(lost.body).toMatchObject({ code: 'unavailable', retryable: true });
    expect(lost.headers['retry-after']).toBe('1');
    harness.context.documents.fault = () => undefined;
    expect((await harness.post()).status).toBe(200);
  });

  test('an event log that is away does not keep a request from being accepted', async () => {
    const harness = await apiHarness();
    harness.context.events.down = true;
    expect((await harness.post()).status).toBe(202);
  });
});

describe('GET /v1/approvals/{transactionId}', () => {
  test('shows the outcome once decided, with identifiers that only this customer has', async () => {
    const harness = await apiHarness();
    const { clock, documents } = harness.context;
    const { body } = await harness.post();
    const path = `/v1/approvals/${body.transactionId}`;
    expect((await harness.get(path)).body).toMatchObject({ status: 'ACCEPTED', model: 'touch' });
    const transactions = documents.collection(TRANSACTIONS);
    for (const event of [resolved(clock.now()), acceptedAnswer(clock.now())]) {
      const current = await transactions.get(String(body.transactionId));
      const decision = current && decide(current, event);
      if (decision?.kind === 'moved') await transactions.replace(decision.transaction);
    }
    const { body: read } = await harness.get(path);
    expect(read).toMatchObject({
      status: 'DECIDED',
      outcome: { responseType: 'APPROVED', status: 'ACCEPTED' },
      callback: { state: 'pending', attempts: 0 },
    });
    expect(JSON.stringify(read)).not.toContain(SUBSCRIBER.simUid);
    expect(JSON.stringify(read)).not.toContain(REQUEST.msisdn);
  });

  test('does not tell another customer, or about what does not exist', async () => {
    const { post, get } = await apiHarness();
    const { headers } = await post();
    for (const answer of [
      await get(String(headers.location), { bank: OTHER_BANK }),
      await get('/v1/approvals/00000000-0000-7000-8000-000000000000'),
      await get('/v1/approvals/nothing'),
    ]) {
      expect(answer.status).toBe(404);
      expect(answer.body.code).toBe('not-found');
    }
  });
});

test('no body makes the API fail: it answers every one with a registered refusal or 202', async () => {
  const harness = await apiHarness();
  const bodies = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        requestId: fc.oneof(fc.string(), fc.integer()),
        msisdn: fc.oneof(fc.constant(REQUEST.msisdn), fc.string()),
        cbUrl: fc.oneof(fc.webUrl(), fc.string(), fc.constant(REQUEST.cbUrl)),
        message: fc.string({ unit: 'binary' }),
        model: fc.constantFrom('silent', 'touch', 'multisecure', 'itemselect', 'other'),
        items: fc.array(fc.string()),
        popupSeconds: fc.oneof(fc.integer(), fc.double()),
      },
      { requiredKeys: [] },
    ),
  );
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const { status, body: answer } = await harness.post({ body });
      if (status === 200 || status === 202) {
        expect(harness.conformance.admitsRequest('/v1/approvals', body)).toBe(true);
        return;
      }
      expect([400, 409]).toContain(status);
      expect(answer.code).not.toBe(new TandemError('internal').code);
    }),
    { numRuns: 300 },
  );
});
