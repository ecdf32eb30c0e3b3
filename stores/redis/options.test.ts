import { describe, expect, test } from 'vitest';
import { parseRedisUrl } from './options.ts';

describe('the address of a Redis server', () => {
  test.each([
    ['redis://cache', { host: 'cache', port: 6379, secure: false, credentials: undefined }],
    [
      'rediss://tandem:p%40ss@cache.example:6380',
      {
        host: 'cache.example',
        port: 6380,
        secure: true,
        credentials: { username: 'tandem', password: 'p@ss' },
      },
    ],
    [
      'redis://:only@[::1]:1',
      { host: '::1', port: 1, secure: false, credentials: { password: 'only' } },
    ],
  ])('is %s', (url, address) => {
    expect(parseRedisUrl(url)).toEqual(address);
  });

  test.each([
    ['cache:6379', 'scheme'],
    ['cache', 'not a URL'],
    ['http://cache', 'scheme http://'],
    ['redis://user@cache', 'no password'],
    ['redis://:%zz@cache', 'hexadecimal'],
    ['redis://cache/1', 'database number'],
    ['redis://cache?db=1', 'options'],
  ])('is not %s', (url, reason) => {
    expect(() => parseRedisUrl(url, 'TANDEM_REDIS_URL_X')).toThrow(reason);
    expect(() => parseRedisUrl(url, 'TANDEM_REDIS_URL_X')).toThrow(
      /^TANDEM_REDIS_URL_X: .*Allowed/,
    );
  });

  test('never repeats what holds a password', () => {
    for (const url of ['http://u:secret@h', 'redis://u:secret@h/1', 'redis://u:secret%zz@h']) {
      expect(() => parseRedisUrl(url)).toThrow(expect.not.stringContaining('secret'));
    }
  });
});
