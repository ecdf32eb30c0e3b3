import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { createAuthority } from '../../test/engines/certificates.ts';
import { type RedisServerOptions, redisMissing, startRedis } from '../../test/engines/redis.ts';
import { cacheContract } from '../contract/cache.ts';
import { connectRedisCache } from './cache.ts';
import { COMMANDS } from './commands.ts';
import { ShiftedTime } from './testing/shifted-time.ts';

const reason = redisMissing();

/** Two servers stand where Redis Cloud has the replicas of one database. */
const NOT_ACTIVE_ACTIVE =
  'open-source Redis has no active-active: two servers are replicas with an infinite lag';
const BETWEEN_REGIONS = Object.fromEntries(
  [
    'shows a write in the other region a moment later',
    'lets the last of two concurrent writers win, in both regions',
    'lets the longest time to live of concurrent writers win',
    'takes the time to live of a writer who had seen the other write',
    'sums what both regions added',
    'merges fields one by one, the last writer of each winning',
    'keeps a deletion from being undone by an older write',
  ].map((name) => [name, NOT_ACTIVE_ACTIVE]),
);

const PASSWORD = 'p@ss%word';
/** The first user has what the cache needs and no more; the other lets tests turn the clock. */
const USERS: RedisServerOptions['users'] = [
  {
    name: 'tandem',
    rules: [
      `>${PASSWORD}`,
      '~*',
      ...Object.keys(COMMANDS).map((command) => `+${command.toLowerCase()}`),
    ],
  },
  { name: 'admin', rules: ['>admin', '~*', '+@all'] },
];

describe.skipIf(reason !== undefined)(`on redis-server${reason ? ` (${reason})` : ''}`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-redis-tls-'));
  let certificates: { ca: string; caFile: string; certFile: string; keyFile: string };
  beforeAll(() => {
    const { ca, caFile, issue } = createAuthority(directory);
    certificates = { ca, caFile, ...issue('localhost') };
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  contractOn('Redis, plain', () => ({}));
  contractOn('Redis, user and password', () => ({ users: USERS }));
  for (const protocols of ['TLSv1.2', 'TLSv1.3'] as const) {
    contractOn(`Redis, user and password over ${protocols}`, () => ({
      users: USERS,
      tls: { ...certificates, protocols },
    }));
  }

  function contractOn(name: string, options: () => RedisServerOptions): void {
    cacheContract(
      name,
      async () => {
        const { users, tls } = options();
        const servers = { east: await startRedis(options()), west: await startRedis(options()) };
        const urlOf = (region: 'east' | 'west', user: string): string =>
          `redis${tls ? 's' : ''}://${users ? user : ''}localhost:${servers[region].port}`;
        const time = new ShiftedTime();
        for (const region of ['east', 'west'] as const) {
          await time.watch(urlOf(region, 'admin:admin@'), certificates.ca);
        }
        const url = (region: 'east' | 'west'): string =>
          urlOf(region, `tandem:${encodeURIComponent(PASSWORD)}@`);
        return {
          connect(region) {
            const cache = connectRedisCache({ url: url(region), tls: { ca: certificates.ca } });
            return Promise.resolve(time.stretch(cache));
          },
          advance: (ms) => time.advance(ms),
          partition: () => Promise.resolve(),
          async close() {
            time.close();
            await Promise.all(Object.values(servers).map((server) => server.stop()));
          },
        };
      },
      BETWEEN_REGIONS,
    );
  }
});
