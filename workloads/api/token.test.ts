import { createSecretKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { apiHarness, BANK, type Harness, OTHER_BANK } from './testing/api-harness.ts';

const FORM = 'application/x-www-form-urlencoded';
const GRANT = { grant_type: 'client_credentials' };
const IN_BODY = { ...GRANT, client_id: BANK.clientId, client_secret: BANK.clientSecret };

const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;

function ask({ send }: Harness, form: string | Record<string, string>, authorization?: string) {
  return send({
    method: 'POST',
    url: '/oauth2/token',
    headers: { 'content-type': FORM, ...(authorization && { authorization }) },
    payload: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
  });
}

describe('POST /oauth2/token', () => {
  test.each([
    ['in the body', IN_BODY, undefined],
    ['by HTTP Basic', GRANT, basic(BANK.clientId, BANK.clientSecret)],
    [
      'by HTTP Basic with the same client_id in the body',
      { ...GRANT, client_id: BANK.clientId },
      basic(BANK.clientId, BANK.clientSecret),
    ],
  ])('issues a token of 10 minutes for credentials %s', async (_where, form, authorization) => {
    const harness = await apiHarness();
    const answer = await ask(harness, form, authorization);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      token_type: 'Bearer',
      expires_in: 600,
    });
    expect(answer.headers['cache-control']).toBe('no-store');
    const used = await harness.post({ token: String(answer.body.access_token) });
    expect(used.status).toBe(202);
  });

  test.each<[string, number, string, string | Record<string, string>, string?]>([
    ['a wrong secret', 401, 'invalid_client', { ...IN_BODY, client_secret: 'wrong' }],
    [
      "another client's secret",
      401,
      'invalid_client',
      { ...IN_BODY, client_secret: OTHER_BANK.clientSecret },
    ],
    ['an unknown client', 401, 'invalid_client', { ...IN_BODY, client_id: 'nobody' }],
    ['no credentials', 401, 'invalid_client', GRANT],
    ['a Basic header that is none', 401, 'invalid_client', GRANT, 'Basic !!!'],
    [
      'a Basic header without colon',
      401,
      'invalid_client',
      GRANT,
      `Basic ${Buffer.from('abc').toString('base64')}`,
    ],
    [
      'a Basic header with a broken escape',
      401,
      'invalid_client',
      GRANT,
      `Basic ${Buffer.from('%zz:x').toString('base64')}`,
    ],
    ['a wrong secret by Basic', 401, 'invalid_client', GRANT, basic(BANK.clientId, 'wrong')],
    ['no grant_type', 400, 'invalid_request', { client_id: BANK.clientId }],
    ['another grant_type', 400, 'unsupported_grant_type', { ...IN_BODY, grant_type: 'password' }],
    [
      'a repeated parameter',
      400,
      'invalid_request',
      'grant_type=client_credentials&grant_type=client_credentials',
    ],
    [
      'credentials in both places',
      400,
      'invalid_request',
      IN_BODY,
      basic(BANK.clientId, BANK.clientSecret),
    ],
    [
      'two client ids',
      400,
      'invalid_request',
      { ...GRANT, client_id: 'other' },
      basic(BANK.clientId, BANK.clientSecret),
    ],
    ['an empty body', 400, 'invalid_request', ''],
  ])('refuses %s with %i %s', async (_what, status, error, form, authorization) => {
    const answer = await ask(await apiHarness(), form, authorization);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ error, error_description: expect.any(String) });
    if (status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Basic /);
    expect(answer.text).not.toContain(BANK.clientSecret);
  });

  test('refuses JSON with 415, naming the form', async () => {
    const { send } = await apiHarness();
    const answer = await send({ method: 'POST', url: '/oauth2/token', payload: IN_BODY });
    expect(answer.status).toBe(415);
    expect(answer.body.detail).toBe(`Content-Type must be ${FORM}.`);
  });

  test('answers 503 while the customer cannot be known, and goes on with one it knows', async () => {
    const harness = await apiHarness();
    const { documents } = harness.context;
    expect((await ask(harness, IN_BODY)).status).toBe(200);
    documents.fault = () => 'unavailable';
    harness.context.clock.advance(60_000);
    expect((await ask(harness, IN_BODY)).status).toBe(200);
    const unknown = { ...IN_BODY, client_id: OTHER_BANK.clientId };
    expect((await ask(harness, unknown)).status).toBe(503);
  });
});

describe('an access token', () => {
  const claims = { iss: 'tandem', aud: 'tandem-api', sub: BANK.customerId, exp: 4_000_000_000 };
  const rightKey = createSecretKey(Buffer.from('33'.repeat(32), 'hex'));
  const otherKey = createSecretKey(Buffer.from('44'.repeat(32), 'hex'));

  test.each([
    ['of another key', claims, otherKey, 'at+jwt'],
    ['of another issuer', { ...claims, iss: 'elsewhere' }, rightKey, 'at+jwt'],
    ['for another audience', { ...claims, aud: 'elsewhere' }, rightKey, 'at+jwt'],
    ['without end', { iss: 'tandem', aud: 'tandem-api', sub: 'acme' }, rightKey, 'at+jwt'],
    ['of another type', claims, rightKey, 'JWT'],
  ])('%s is refused', async (_what, payload, key, typ) => {
    const { post } = await apiHarness();
    const token = await new SignJWT(payload).setProtectedHeader({ alg: 'HS256', typ }).sign(key);
    const answer = await post({ token });
    expect(answer.status).toBe(401);
    expect(answer.body.code).toBe('unauthenticated');
  });

  test('of a customer that is gone is refused', async () => {
    const { post } = await apiHarness();
    const token = await new SignJWT({ ...claims, sub: 'gone' })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .sign(rightKey);
    const answer = await post({ token, headers: { 'x-customer-id': 'gone' } });
    expect(answer.status).toBe(401);
  });
});
