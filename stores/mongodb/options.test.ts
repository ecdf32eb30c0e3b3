import { describe, expect, test } from 'vitest';
import { isStoreError } from '../ports/errors.ts';
import { checkedRetryMs, parseMongoUrl } from './options.ts';

describe('the address of MongoDB', () => {
  test.each([
    ['mongodb://db', { hosts: 'db', database: 'tandem' }],
    ['mongodb://db/', { hosts: 'db', database: 'tandem' }],
    ['mongodb://a:1,b:2/bank?replicaSet=rs0', { hosts: 'a:1,b:2', database: 'bank' }],
    ['mongodb://u:p%40ss@[::1]:27017/x', { hosts: '[::1]:27017', database: 'x' }],
    [
      'mongodb+srv://u:p@cluster.example/?retryWrites=true&w=majority&appName=x',
      { hosts: 'cluster.example', database: 'tandem' },
    ],
    ['mongodb://db/?tlsInsecure=false', { hosts: 'db', database: 'tandem' }],
  ])('is %s', (url, address) => {
    expect(parseMongoUrl(url)).toEqual(address);
  });

  test.each([
    ['db:27017', 'does not begin with mongodb://'],
    ['http://db', 'does not begin with mongodb://'],
    ['mongodb://', 'host is missing'],
    ['mongodb://u:p@', 'host is missing'],
    ['mongodb+srv://db:27017/', 'one host name'],
    ['mongodb://db/a.b', 'the database must be'],
    ['mongodb://db/?tlsInsecure=true', 'every certificate would do'],
    ['mongodb://db/?tlsAllowInvalidHostnames=true', 'any server would do'],
    ['mongodb://db/?directConnection=true', 'a secondary might answer'],
    ['mongodb://db/?w=1', 'w=1 is refused: it is always majority'],
    ['mongodb://db/?readPreference=secondary', 'always primary'],
    ['mongodb://db/?retryWrites=false', 'always true'],
  ])('is not %s', (url, said) => {
    expect(() => parseMongoUrl(url, 'TANDEM_MONGODB_URL_X')).toThrow(said);
    expect(() => parseMongoUrl(url, 'TANDEM_MONGODB_URL_X')).toThrow(
      /^TANDEM_MONGODB_URL_X: .*Allowed/,
    );
  });

  test('never repeats what holds a password', () => {
    for (const url of [
      ...['http://u:secret@h', 'mongodb://u:secret@h/a.b', 'mongodb://u:sec@ret@/'],
      ...['mongodb://u:sec?ret@h/', 'mongodb://sec:12?34@h/', 'mongodb://u:sec/ret@h/'],
    ]) {
      expect(() => parseMongoUrl(url)).toThrow(expect.not.stringMatching(/sec/));
    }
  });
});

test('a time to wait is 0 to ten minutes', () => {
  expect(checkedRetryMs()).toBe(10_000);
  expect(checkedRetryMs(0)).toBe(0);
  for (const wrong of [-1, Number.NaN, 600_001]) {
    expect(() => checkedRetryMs(wrong)).toThrow(
      expect.toSatisfy((e) => isStoreError(e, 'invalid')),
    );
  }
});
