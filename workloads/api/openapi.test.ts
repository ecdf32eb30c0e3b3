import { describe, expect, test } from 'vitest';
import { TRANSACTIONS } from '../records/index.ts';
import { apiHarness, BANK, REQUEST } from './testing/api-harness.ts';
import { Conformance } from './testing/conformance.ts';

/** What only a broken connection or a defect of ours answers; the tests of http/ cover them. */
const NOT_BY_REQUEST = /^\S+ \S+ (408|431|500)$|^GET \S+ 400$/;

describe('the OpenAPI document', () => {
  test('is of version 3.1 and describes exactly the routes of the contract', async () => {
    const { conformance } = await apiHarness();
    expect(conformance.document.openapi).toBe('3.1.0');
    expect(Object.keys(conformance.document.paths).sort()).toEqual([
      '/health',
      '/oauth2/token',
      '/openapi.json',
      '/v1/approvals',
      '/v1/approvals/{transactionId}',
    ]);
  });

  test('names the headers of a signed request', async () => {
    const { conformance } = await apiHarness();
    const operation = conformance.document.paths['/v1/approvals']?.post;
    const headers = operation?.parameters?.filter((parameter) => parameter.in === 'header');
    const names = headers?.map(({ name }) => name).sort();
    expect(names).toEqual(['X-Customer-Id', 'X-Signature', 'X-Timestamp']);
  });

  test('says of every answer what the routes then answer', async () => {
    const harness = await apiHarness({ customer: { requestsPerSecond: 6 } });
    const { conformance, context, get, post, send } = harness;
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const token = (payload: string, headers: Record<string, string> = form) =>
      send({ method: 'POST', url: '/oauth2/token', headers, payload });
    const credentials = `grant_type=client_credentials&client_id=${BANK.clientId}`;

    await send({ url: '/openapi.json' });
    context.regionHealth.answer = () => ({ status: 200, body: '{"status":"UP"}' });
    await send({ url: '/health' });
    const down = JSON.stringify({ status: 'DOWN', reasons: ['draining'] });
    context.regionHealth.answer = () => ({ status: 503, body: down });
    await send({ url: '/health' });
    await token(`${credentials}&client_secret=${BANK.clientSecret}`);
    await token(`${credentials}&client_secret=wrong`);
    await token('');
    await token('x'.repeat(20_000));
    await token('{}', { 'content-type': 'application/json' });
    const accepted = await post();
    const path = `/v1/approvals/${accepted.body.transactionId}`;
    await post();
    await post({ body: { ...REQUEST, message: 'Another' } });
    await post({ body: {} });
    await post({ raw: 'x'.repeat(20_000) });
    await post({ headers: { 'content-type': 'text/plain' } });
    await post({ headers: { 'x-signature': 'v1=' } });
    await post({ headers: { 'x-customer-id': 'other' } });
    await get(path);
    await get('/v1/approvals/none');
    await get(path, { headers: { 'x-signature': 'v1=' } });
    await get(path, { headers: { 'x-customer-id': 'other' } });
    context.documents.fault = ({ collection }) =>
      collection === TRANSACTIONS.name ? 'unavailable' : undefined;
    await post();
    await get(path);
    while ((await post()).status !== 429);
    await get(path);
    context.documents.fault = () => 'unavailable';
    await token('grant_type=client_credentials&client_id=unknown&client_secret=unknown');

    const missing = conformance
      .documented()
      .filter((answer) => !NOT_BY_REQUEST.test(answer) && !conformance.seen.has(answer));
    expect(missing).toEqual([]);
  });

  test('refuses in the tests what it does not describe', async () => {
    const { server } = await apiHarness();
    const conformance = await Conformance.of(server);
    const exchange = { method: 'GET', path: '/health', contentType: 'application/json' };
    const check = (status: number, body: unknown) => () =>
      conformance.check({ ...exchange, status, body });
    expect(check(200, { status: 'UP' })).not.toThrow();
    expect(check(418, { status: 'UP' })).toThrow('may not answer 418');
    expect(check(200, { status: 'SIDEWAYS' })).toThrow('must be equal to one of');
  });
});

describe('GET /health', () => {
  test('is the exact body that the edge compares', async () => {
    const { context, server } = await apiHarness();
    context.regionHealth.answer = () => ({ status: 200, body: '{"status":"UP"}' });
    const answer = await server.inject('/health');
    expect(answer.statusCode).toBe(200);
    expect(answer.payload).toBe('{"status":"UP"}');
  });
});
