import { describe, expect, test } from 'vitest';
import { failureOf, isTimeout, protocolErrors } from './failure.ts';

/** As the library makes them: errors inside errors, the protocol's name in `apiId`. */
function refused(apiId: string): Error {
  const protocol = Object.assign(new Error('in words'), { apiId, code: 'PLT_KFK_PROTOCOL' });
  const response = Object.assign(new AggregateError([protocol], 'Received response with error'), {
    code: 'PLT_KFK_RESPONSE',
  });
  return new Error('2 attempts failed', { cause: response });
}

describe('what brokers and connections say', () => {
  test.each([
    [refused('SASL_AUTHENTICATION_FAILED'), 'refuse the user or the password', true],
    [refused('TOPIC_AUTHORIZATION_FAILED'), 'may not use a topic', true],
    [refused('UNSUPPORTED_VERSION'), 'Kafka 4.0 or later', true],
    [refused('NOT_LEADER_OR_FOLLOWER'), 'NOT_LEADER_OR_FOLLOWER', false],
    [
      new Error('Connection to a:1 failed.', {
        cause: Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' }),
      }),
      'certificate has expired: renew it (CERT_HAS_EXPIRED)',
      true,
    ],
    [
      new Error('Connection to a:1 failed.', {
        cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
      }),
      'ECONNREFUSED',
      false,
    ],
    [new Error('Connection closed'), 'Connection closed', false],
    ['no error at all', 'no error at all', false],
  ])('%s', (error, text, lasting) => {
    const failure = failureOf(error);
    expect(failure.text).toContain(text);
    expect(failure.lasting).toBe(lasting);
  });

  test('the names of all protocol errors in it are found', () => {
    const both = new AggregateError([refused('NOT_COORDINATOR'), refused('STALE_MEMBER_EPOCH')]);
    expect(protocolErrors(both)).toEqual(['NOT_COORDINATOR', 'STALE_MEMBER_EPOCH']);
    expect(protocolErrors(undefined)).toEqual([]);
  });

  test('an answer that does not come is told from others', () => {
    expect(isTimeout(new Error('x', { cause: new Error('Request timed out') }))).toBe(true);
    expect(isTimeout(refused('NOT_COORDINATOR'))).toBe(false);
  });
});
