import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { createAuthority } from '../../test/engines/certificates.ts';
import { type RedisServerOptions, redisMissing, startRedis } from '../../test/engines/redis.ts';
import { cacheContract } from '../contract/cache.ts';
import { connectRedisCache } from './cache.ts';
import { COMMANDS } from './commands.ts';
import { BETWEEN_REGIONS } from './testing/between-regions.ts';
import { ShiftedTime } from './testing/shifted-time.ts';

const reason = redisMissing();

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
