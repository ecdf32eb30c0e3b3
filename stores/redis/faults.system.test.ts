import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Authority, createAuthority } from '../../test/engines/certificates.ts';
import {
  type RedisServer,
  type RedisServerOptions,
  redisMissing,
  startRedis,
} from '../../test/engines/redis.ts';
import { eventually } from '../contract/adapter.ts';
import type { Cache } from '../ports/cache.ts';
import { isStoreError, StoreError } from '../ports/errors.ts';
import { connectRedisCache } from './cache.ts';
import { COMMANDS } from './commands.ts';
import type { ConnectRedisOptions } from './options.ts';

const reason = redisMissing();
const TTL = 60_000;
const USERS: RedisServerOptions['users'] = [{ name: 'tandem', rules: ['>right', '~*', '+@all'] }];

describe.skipIf(reason !== undefined)(`Redis in trouble${reason ? ` (${reason})` : ''}`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-redis-faults-'));
  const atEnd: (() => Promise<unknown>)[] = [];
  let authority: Authority;

  beforeAll(() => {
    authority = createAuthority(directory);
  });
  afterEach(async () => {
    for (const end of atEnd.splice(0).reverse()) await end();
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  async function server(options?: RedisServerOptions): Promise<RedisServer> {
    const started = await startRedis(options);
    atEnd.push(() => started.stop());
    return started;
  }
  function connect(options: ConnectRedisOptions): Cache {
    const cache = connectRedisCache(options);
    atEnd.push(() => cache.close());
    return cache;
  }
  async function failureOf(work: Promise<unknown>): Promise<string> {
    const failure = await work.catch((error: unknown) => error);
    if (!isStoreError(failure, 'unavailable')) throw new Error(`not unavailable: ${failure}`);
    return failure.message;
  }

  test('a server that was killed comes back empty, and nobody has to do anything', async () => {
    const redis = await server();
    const cache = connect({ url: `redis://127.0.0.1:${redis.port}`, retryForMs: 30_000 });
    await cache.set('a', '1', TTL);
    await redis.stop('SIGKILL');
    const waiting = [cache.get('a'), cache.setField('h', 'f', '2', TTL), cache.getFields('h')];
    await redis.start();
    expect(await Promise.all(waiting)).toEqual([undefined, undefined, { f: '2' }]);
    expect(await cache.increment('n', 3, TTL)).toBe(3);
  });

  test('an increment whose answer was lost is not repeated, everything else is', async () => {
    const redis = await server();
    const cache = connect({ url: `redis://127.0.0.1:${redis.port}`, retryForMs: 30_000 });
    await cache.ping();
    process.kill(redis.pid, 'SIGSTOP');
    const counted = cache.increment('n', 1, TTL);
    const set = cache.set('a', '1', TTL);
    const lost = failureOf(counted);
    await redis.stop('SIGKILL');
    expect(await lost).toContain('lost before the answer');
    await redis.start();
    await set;
    expect(await cache.get('a')).toBe('1');
  });

  test('no more than a bounded number of operations waits, and none for ever', async () => {
    const cache = connect({ url: 'redis://127.0.0.1:1', retryForMs: 300, maxWaiting: 3 });
    const waiting = [1, 2, 3].map((n) => failureOf(cache.set(`k${n}`, '1', TTL)));
    expect(await failureOf(cache.get('a'))).toContain('3 operations wait already');
    for (const message of await Promise.all(waiting)) {
      expect(message).toMatch(/^cache: TANDEM_REDIS_URL: unavailable for 300 ms: /);
    }
    await eventually('the reason', async () =>
      (await failureOf(cache.get('a'))).includes('ECONNREFUSED'),
    );
  });

  test('a server that answers nothing any more costs its connection, not the process', async () => {
    const redis = await server();
    const cache = connect({ url: `redis://127.0.0.1:${redis.port}`, retryForMs: 2_000 });
    await cache.set('a', '1', TTL);
    process.kill(redis.pid, 'SIGSTOP');
    expect(await failureOf(cache.get('a'))).toContain('no answer');
    process.kill(redis.pid, 'SIGCONT');
    await eventually('an answer', async () => {
      const value = await cache.get('a').catch(() => undefined);
      return value === '1';
    });
  });

  test('a wrong password gives one line at once that names the variable, not the password', async () => {
    const redis = await server({ users: USERS });
    const url = `redis://tandem:wrong-secret@127.0.0.1:${redis.port}`;
    const message = await failureOf(
      connect({ url, variable: 'TANDEM_REDIS_URL_US_EAST_1' }).ping(),
    );
    expect(message).toBe(
      'cache: TANDEM_REDIS_URL_US_EAST_1: the server refuses the user or the password: correct them (WRONGPASS)',
    );
    const passwordVariable = 'the secret redis/tandem';
    expect(await failureOf(connect({ url, passwordVariable }).ping())).toBe(
      'cache: the secret redis/tandem: the server refuses the user or the password: correct them (WRONGPASS)',
    );
    const bare = await failureOf(connect({ url: `redis://127.0.0.1:${redis.port}` }).ping());
    expect(bare).toBe('cache: TANDEM_REDIS_URL: the server wants a password: set one (NOAUTH)');
  });

  test('a password that cannot be had gives one line at once that says why', async () => {
    const redis = await server({ users: USERS });
    const gone = new StoreError('missing', 'there is no secret redis/tandem: create it');
    const url = `redis://127.0.0.1:${redis.port}`;
    const cache = connect({ url, credentials: () => Promise.reject(gone), retryForMs: 60_000 });
    expect(await failureOf(cache.ping())).toBe(
      'cache: TANDEM_REDIS_URL: there is no secret redis/tandem: create it',
    );
  });

  test('a password that is rotated is asked for again, without a restart', async () => {
    const redis = await server({ users: USERS });
    let password = 'old';
    const cache = connect({
      url: `redis://127.0.0.1:${redis.port}`,
      credentials: () => Promise.resolve({ username: 'tandem', password }),
    });
    expect(await failureOf(cache.ping())).toContain('WRONGPASS');
    password = 'right';
    await eventually('a connection', () =>
      cache.ping().then(
        () => true,
        () => false,
      ),
    );
  });

  test('a password that is rotated under load fails nobody', async () => {
    const admin = { name: 'admin', rules: ['>admin', '~*', '+@all'] };
    const redis = await server({ users: [...(USERS ?? []), admin] });
    let password = 'right';
    const cache = connect({
      url: `redis://127.0.0.1:${redis.port}`,
      credentials: () => Promise.resolve({ username: 'tandem', password }),
    });
    const operator = createClient({ url: `redis://admin:admin@127.0.0.1:${redis.port}` });
    await operator.connect();
    atEnd.push(() => operator.close());
    let loading = true;
    const load = Array.from({ length: 8 }, async (_, writer) => {
      let n = 0;
      for (; loading; n += 1) await cache.set(`k${writer}.${n}`, String(n), TTL);
      return n;
    });
    const reconnect = () => operator.sendCommand(['CLIENT', 'KILL', 'USER', 'tandem']);
    await operator.sendCommand(['ACL', 'SETUSER', 'tandem', '>new']);
    await reconnect();
    await cache.ping();
    password = 'new';
    await operator.sendCommand(['ACL', 'SETUSER', 'tandem', '<right']);
    await reconnect();
    await cache.ping();
    loading = false;
    for (const written of await Promise.all(load)) expect(written).toBeGreaterThan(0);
  });

  test.each([
    [
      'an expired certificate',
      'localhost',
      true,
      'certificate has expired: renew it (CERT_HAS_EXPIRED)',
    ],
    ['a certificate for another name', 'redis.example', false, 'is for another name'],
  ])('%s gives one line at once', async (_, name, expired, said) => {
    const { certFile, keyFile } = authority.issue(name, { expired });
    const redis = await server({ tls: { certFile, keyFile, caFile: authority.caFile } });
    const url = `rediss://localhost:${redis.port}`;
    expect(await failureOf(connect({ url, tls: { ca: authority.ca } }).ping())).toContain(said);
    expect(await failureOf(connect({ url }).ping())).toMatch(/TANDEM_REDIS_URL: .+/);
    if (expired) return;
    await connect({ url, tls: { ca: authority.ca, serverName: name } }).ping();
  });

  test('an authority that is not trusted gives one line at once', async () => {
    const files = authority.issue('localhost');
    const redis = await server({ tls: { ...files, caFile: authority.caFile } });
    const url = `rediss://localhost:${redis.port}`;
    expect(await failureOf(connect({ url }).ping())).toContain('is not trusted');
  });

  test('only the commands that an Active-Active database takes are sent, and every key has a TTL', async () => {
    const redis = await server();
    const watcher = createClient({ url: `redis://127.0.0.1:${redis.port}` });
    await watcher.connect();
    const monitor = watcher.duplicate();
    await monitor.connect();
    atEnd.push(() => Promise.all([watcher.close(), monitor.close()]));
    const seen = new Set<string>();
    const sources = new Set<string>();
    await monitor.monitor((line) => {
      const [, source = '', command = ''] = /\[0 ([^\]]+)\] "([^"]+)"/.exec(line) ?? [];
      sources.add(source);
      seen.add(command.toUpperCase());
    });
    const cache = connect({ url: `redis://127.0.0.1:${redis.port}` });
    await cache.ping();
    await cache.set('value', '1', TTL);
    await cache.set('gone', '1', TTL);
    await cache.get('value');
    await cache.delete('gone');
    await cache.setField('hash', 'f', '1', TTL);
    await cache.setField('hash', 'g', '1', TTL);
    await cache.getFields('hash');
    await cache.deleteField('hash', 'f');
    await cache.increment('counter', 1, TTL);
    await eventually('all of them', () => seen.has('INCRBY') && seen.has('EXEC'));
    expect([...seen].filter((command) => !(command in COMMANDS))).toEqual([]);
    expect(seen.size).toBe(Object.keys(COMMANDS).length - 1);
    expect(sources.size).toBe(1);
    const keys = await watcher.keys('*');
    expect(keys.sort()).toEqual(['counter', 'hash', 'value']);
    for (const key of keys) expect(await watcher.pTTL(key)).toBeGreaterThan(0);
  });

  test('a value is gone when its time is over, by the clock of the server', async () => {
    const redis = await server();
    const cache = connect({ url: `redis://127.0.0.1:${redis.port}` });
    await cache.set('short', '1', 50);
    await eventually('expiry', async () => (await cache.get('short')) === undefined);
  });
});
