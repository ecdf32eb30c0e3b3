import { describe, expect, test } from 'vitest';
import { apiHarness, BANK, OTHER_BANK, REQUEST, type Sent } from './testing/api-harness.ts';

const body = (change: Record<string, unknown>): Sent => ({ body: { ...REQUEST, ...change } });

describe('the body', () => {
  test.each<[string, number, string, Sent]>([
    ['is not JSON', 400, 'invalid-json', { raw: '{"requestId": "r-1",' }],
    ['is empty', 400, 'invalid-json', { raw: '' }],
    ['is not UTF-8', 400, 'invalid-json', { raw: Buffer.from([0x22, 0xff, 0x22]) }],
    ['is not an object', 400, 'invalid-request', { raw: '[]' }],
    ['is null', 400, 'invalid-request', { raw: 'null' }],
    ['lacks a field', 400, 'invalid-request', body({ requestId: undefined })],
    ['has a number for a text', 400, 'invalid-request', body({ requestId: 7 })],
    ['has a text for a number', 400, 'invalid-request', body({ popupSeconds: '20' })],
    ['has an unknown field', 400, 'invalid-request', body({ extra: true })],
    ['sets its prototype', 400, 'invalid-request', { raw: '{"__proto__":{"requestId":"r-1"}}' }],
    ['has an unknown model', 400, 'invalid-request', body({ model: 'whisper' })],
    ['has popupSeconds below 1', 400, 'invalid-request', body({ popupSeconds: 0 })],
    ['has popupSeconds with a fraction', 400, 'invalid-request', body({ popupSeconds: 1.5 })],
    ['has items for the model touch', 400, 'invalid-request', body({ items: ['One'] })],
    ['lacks items', 400, 'invalid-request', body({ model: 'itemselect' })],
    ['lacks a message', 400, 'invalid-request', body({ message: undefined })],
    ['has a control character', 400, 'invalid-request', body({ message: 'Pay\u0000' })],
    ['has half a character', 400, 'invalid-request', body({ message: 'Pay \ud83d' })],
    [
      'has a message too long for a frame',
      400,
      'message-too-long',
      {
        body: {
          ...REQUEST,
          model: 'itemselect',
          message: '\u{1f4b0}'.repeat(240),
          items: Array.from({ length: 6 }, (_, index) => `${index}${'\u{1f4b0}'.repeat(29)}`),
        },
      },
    ],
    ['has an MSISDN with letters', 400, 'invalid-msisdn', body({ msisdn: '+1404555O1O1' })],
    ['has an MSISDN without plus', 400, 'invalid-msisdn', body({ msisdn: '14045550101' })],
    ['has a number as MSISDN', 400, 'invalid-msisdn', body({ msisdn: 14045550101 })],
    ['has a short MSISDN', 400, 'invalid-msisdn', body({ msisdn: '+140' })],
  ])('that %s is refused with %i %s', async (_what, status, code, sent) => {
    const { post } = await apiHarness();
    const answer = await post(sent);
    expect(answer.body).toMatchObject({ status, code, type: `urn:tandem:problem:${code}` });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.text).not.toContain('4045550101');
  });

  test('names the field, what is wrong and what is allowed', async () => {
    const { post } = await apiHarness();
    const { detail } = (await post(body({ model: 'whisper' }))).body;
    expect(detail).toBe('model: must be one of silent, touch, multisecure, itemselect.');
  });

  test('of 10 MB is refused with 413 before anything reads it', async () => {
    const { post } = await apiHarness();
    const answer = await post({ raw: `"${'x'.repeat(10_000_000)}"` });
    expect(answer.status).toBe(413);
    expect(answer.body.code).toBe('body-too-large');
    expect(answer.headers.connection).toBe('close');
  });

  test.each([
    ['text/plain', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('as %s %o is refused with 415', async (type, more) => {
    const { post } = await apiHarness();
    const answer = await post({ headers: { 'content-type': type, ...more } });
    expect(answer.status).toBe(415);
    expect(answer.body.code).toBe('unsupported-media-type');
  });
});

describe('the caller', () => {
  test.each<[string, number, string, Sent]>([
    ['sends no token', 401, 'unauthenticated', { headers: { authorization: undefined } }],
    ['sends no bearer', 401, 'unauthenticated', { headers: { authorization: 'Basic eDp5' } }],
    [
      'made the token up',
      401,
      'unauthenticated',
      { token: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhY21lIn0.' },
    ],
    [
      'leaves X-Customer-Id out',
      403,
      'customer-mismatch',
      { headers: { 'x-customer-id': undefined } },
    ],
    [
      'sends no timestamp',
      401,
      'timestamp-outside-window',
      { headers: { 'x-timestamp': undefined } },
    ],
    ['sends an expired timestamp', 401, 'timestamp-outside-window', { timestamp: 1_767_225_000 }],
    [
      'sends a timestamp of tomorrow',
      401,
      'timestamp-outside-window',
      { timestamp: 1_767_312_000 },
    ],
    ['sends a timestamp in words', 401, 'timestamp-outside-window', { timestamp: 'now' }],
    ['sends no signature', 401, 'invalid-signature', { headers: { 'x-signature': undefined } }],
    [
      'sends a signature of another form',
      401,
      'invalid-signature',
      { headers: { 'x-signature': 'v2=00' } },
    ],
    [
      'signed something else',
      401,
      'invalid-signature',
      { headers: { 'x-signature': `v1=${'0'.repeat(64)}` } },
    ],
    [
      'moved the timestamp after signing',
      401,
      'invalid-signature',
      { headers: { 'x-timestamp': '1767225601' } },
    ],
  ])('that %s is refused with %i %s', async (_what, status, code, sent) => {
    const { post, get } = await apiHarness();
    for (const answer of [await post(sent), await get('/v1/approvals/x', sent)]) {
      expect(answer.status).toBe(status);
      expect(answer.body.code).toBe(code);
    }
  });

  test("with another customer's token is refused, whichever customer it names", async () => {
    const { post, tokenOf } = await apiHarness();
    const token = await tokenOf(OTHER_BANK);
    const asBank = await post({ token });
    expect(asBank.status).toBe(403);
    expect(asBank.body.code).toBe('customer-mismatch');
    const asOther = await post({ token, headers: { 'x-customer-id': OTHER_BANK.customerId } });
    expect(asOther.body.code).toBe('invalid-signature');
  });

  test('with an expired token is refused, though it was good before', async () => {
    const { context, post, tokenOf } = await apiHarness();
    const token = await tokenOf();
    expect((await post({ token })).status).toBe(202);
    context.clock.advance(context.topology.authentication.tokenLifetimeMs);
    const late = await post({ token });
    expect(late.status).toBe(401);
    expect(late.headers['www-authenticate']).toBe('Bearer realm="tandem", error="invalid_token"');
  });

  test('above its rate is refused with 429 and told when to come back', async () => {
    const { context, post } = await apiHarness({ customer: { requestsPerSecond: 1 } });
    const statuses = [];
    for (const requestId of ['a', 'b', 'c'])
      statuses.push((await post(body({ requestId }))).status);
    expect(statuses).toEqual([202, 202, 429]);
    const refused = await post();
    expect(refused.body.code).toBe('rate-limited');
    expect(refused.headers['retry-after']).toBe('1');
    context.clock.advance(1_000);
    expect((await post(body({ requestId: 'c' }))).status).toBe(202);
    expect((await post({ bank: OTHER_BANK })).status).toBe(202);
  });
});

describe('the callback URL', () => {
  test.each([
    ['outside the allow-list', 'https://evil.example/callbacks'],
    ['below a host that is listed without a star', 'https://sub.bank.example/'],
    ['that only ends like a listed host', 'https://notbank.example/'],
    ['of plain http', 'http://bank.example/callbacks'],
    ['of another scheme', 'ftp://bank.example/callbacks'],
    ['with credentials', 'https://user:pass@bank.example/'],
    ['with a fragment', 'https://bank.example/#x'],
    ['with a space', 'https://bank.example/a b'],
    ['with a backslash', 'https:\\\\bank.example\\x'],
    ['that is no URL', 'bank.example'],
  ])('%s is refused with 400', async (_what, cbUrl) => {
    const { post } = await apiHarness();
    const answer = await post(body({ cbUrl }));
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('callback-not-allowed');
    expect(answer.text).not.toContain(cbUrl);
  });

  test.each([['10.0.0.7'], ['127.0.0.1'], ['169.254.169.254'], ['::1'], ['::ffff:192.168.1.1']])(
    'that resolves to %s is refused, even beside a public address',
    async (address) => {
      const { post } = await apiHarness({ resolve: async () => ['93.184.215.14', address] });
      expect((await post()).body.code).toBe('callback-not-allowed');
    },
  );

  test('whose host cannot be resolved now is answered 503, not blamed', async () => {
    const { post } = await apiHarness({
      resolve: () => Promise.reject(Object.assign(new Error('try again'), { code: 'EAI_AGAIN' })),
    });
    const answer = await post();
    expect(answer.status).toBe(503);
    expect(answer.body.code).toBe('unavailable');
  });
});

describe('the log', () => {
  test('never shows the number, the token or the secret of a refused request', async () => {
    const { context, post, tokenOf } = await apiHarness();
    const token = await tokenOf();
    await post({ raw: `{"msisdn":"${REQUEST.msisdn}"` });
    await post({ headers: { 'x-signature': undefined } });
    const metrics = await context.metrics.metrics();
    for (const secret of [REQUEST.msisdn, token, BANK.clientSecret, BANK.signingSecret]) {
      expect(metrics).not.toContain(secret);
    }
    expect(metrics).toContain('tandem_api_refusals_total{code="invalid-json"');
  });
});
