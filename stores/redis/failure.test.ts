import { describe, expect, test } from 'vitest';
import { connectionFailure, replyError } from './failure.ts';

function coded(code: string): Error {
  return Object.assign(new Error('text of another library'), { code });
}

describe('why there is no connection', () => {
  test.each([
    [new Error('WRONGPASS invalid username-password pair'), 'refuses the user', true],
    [coded('CERT_HAS_EXPIRED'), 'has expired: renew it (CERT_HAS_EXPIRED)', true],
    [new Error('wrapped', { cause: coded('ERR_TLS_CERT_ALTNAME_INVALID') }), 'another name', true],
    [coded('ECONNREFUSED'), 'ECONNREFUSED', false],
    [new Error('Connection timeout'), 'asked for TLS does not answer', false],
    [new Error('anything else'), 'anything else', false],
  ])('%s', (error, text, lasting) => {
    const failure = connectionFailure(error);
    expect(failure.text).toContain(text);
    expect(failure.lasting).toBe(lasting);
  });
});

describe('an error reply', () => {
  test.each([
    ['WRONGTYPE Operation against a key', 'invalid'],
    ['ERR value is not an integer or out of range', 'invalid'],
    ['OOM command not allowed when used memory > maxmemory', 'unavailable'],
    ['READONLY You can not write against a read only replica', 'unavailable'],
    ['NOPERM this user has no permissions', 'unavailable'],
  ])('%s is %s', (message, code) => {
    expect(replyError(new Error(message), 'TANDEM_REDIS_URL').code).toBe(code);
  });

  test('of a transaction is that of its first refused command', () => {
    const refused = new Error('WRONGTYPE Operation against a key');
    const all = Object.assign(new Error('2 commands failed'), { replies: [1, refused] });
    expect(replyError(all, 'TANDEM_REDIS_URL').code).toBe('invalid');
  });
});
