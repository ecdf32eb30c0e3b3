import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signRequest, subjectIdentifier, verifySignature } from './signature.ts';

const request = {
  secret: 'example secret',
  timestamp: 1767225600,
  method: 'POST',
  path: '/v1/approvals?x=1',
  body: '{"requestId":"r-1"}',
};
const sent = { ...request, timestamp: '1767225600', signature: signRequest(request) };

describe('signRequest', () => {
  // printf '%s' '1767225600.POST./v1/approvals?x=1.{"requestId":"r-1"}' |
  //   openssl dgst -sha256 -hmac 'example secret'
  test('agrees with openssl for a request with a body', () => {
    expect(signRequest(request)).toBe(
      'v1=a8c598cd2c759448685605ce09fc10bab3fe434f64e15a452dda5d7661c61397',
    );
  });

  // printf '%s' '1767225600.GET./v1/approvals/t-1.' | openssl dgst -sha256 -hmac 'example secret'
  test('signs a request without a body as one with the empty body', () => {
    const get = { ...request, method: 'GET', path: '/v1/approvals/t-1', body: undefined };
    expect(signRequest(get)).toBe(
      'v1=b30d1a28ba056e5b37dbc1c0eb1946a7da66b6da56d37b23213df7f881713efd',
    );
    expect(signRequest({ ...get, body: '' })).toBe(signRequest(get));
  });

  test('takes the method in any case and the body as text or bytes', () => {
    const bytes = { ...request, method: 'post', body: Buffer.from(request.body) };
    expect(signRequest(bytes)).toBe(signRequest(request));
  });

  // printf '%s' 'cust_example:sim-0001' | openssl dgst -sha256 -hmac 'example secret'
  test('subjectIdentifier agrees with openssl', () => {
    expect(subjectIdentifier('example secret', 'cust_example', 'sim-0001')).toBe(
      'c97d3f5fbe45e2b69d83886aa12dadc198beb4ef53855bcfe1ed9b66d9c36f4c',
    );
  });
});

describe('verifySignature', () => {
  test.each([-300, 0, 300])('accepts a signature %i s from the clock', (offset) => {
    expect(verifySignature({ ...sent, now: request.timestamp + offset })).toEqual({ valid: true });
  });

  test.each([
    ['timestamp-missing', { timestamp: undefined }],
    ['timestamp-missing', { timestamp: '' }],
    ['timestamp-malformed', { timestamp: '1.7e9' }],
    ['timestamp-malformed', { timestamp: '-1' }],
    ['timestamp-malformed', { timestamp: '9'.repeat(400) }],
    ['timestamp-expired', { now: request.timestamp + 301 }],
    ['timestamp-in-future', { now: request.timestamp - 301 }],
    ['signature-missing', { signature: undefined }],
    ['signature-malformed', { signature: sent.signature.slice(3) }],
    ['signature-malformed', { signature: sent.signature.toUpperCase() }],
    ['signature-malformed', { signature: `${sent.signature}0` }],
    ['signature-mismatch', { signature: `v1=${'0'.repeat(64)}` }],
    ['signature-mismatch', { secret: 'another secret' }],
    ['signature-mismatch', { timestamp: '1767225601' }],
    ['signature-mismatch', { method: 'PUT' }],
    ['signature-mismatch', { path: '/v1/approvals?x=2' }],
    ['signature-mismatch', { body: `${request.body} ` }],
  ] as const)('refuses with %s: %o', (reason, change) => {
    const check = verifySignature({ ...sent, now: request.timestamp, ...change });
    expect(check).toEqual({ valid: false, reason });
  });

  test('the tolerance can be narrowed', () => {
    const check = verifySignature({ ...sent, now: request.timestamp + 11, toleranceSeconds: 10 });
    expect(check).toEqual({ valid: false, reason: 'timestamp-expired' });
  });

  test('accepts what signRequest signed, and no other body', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.uint8Array(),
        fc.uint8Array(),
        (secret, path, a, b) => {
          const signed = { secret, timestamp: '1767225600', method: 'POST', path };
          const signature = signRequest({ ...signed, body: a });
          const check = verifySignature({ ...signed, body: b, signature, now: 1767225600 });
          expect(check.valid).toBe(Buffer.compare(a, b) === 0);
        },
      ),
    );
  });

  test('never throws, whatever the headers hold', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (timestamp, signature) => {
        const check = verifySignature({ ...sent, timestamp, signature, now: request.timestamp });
        expect(check.valid).toBe(false);
      }),
    );
  });
});
