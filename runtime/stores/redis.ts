import { type Cache, connectRedisCache, type Secrets } from '@tandem/stores';
import { readServices } from '../config/read.ts';
import type { RedisConfig, ServeConfig } from '../config/serve-config.ts';
import { readIfNamed } from './read-file.ts';

interface Credentials {
  readonly username?: string;
  readonly password: string;
}

/** The region's cache on Redis. Credentials are asked for at each connection, so that they may rotate. */
export async function redisCache(
  { region }: ServeConfig,
  redis: RedisConfig,
  secrets: Secrets,
): Promise<Cache> {
  const ca = await readIfNamed('TANDEM_REDIS_TLS_CA_FILE', redis.tlsCaFile);
  const named = redis.username !== undefined || redis.password !== undefined;
  return connectRedisCache({
    url: redis.url,
    ...(ca === undefined ? {} : { tls: { ca } }),
    ...(named ? { credentials: () => credentialsOf(region, redis, secrets) } : {}),
  });
}

async function credentialsOf(
  region: string,
  given: RedisConfig,
  secrets: Secrets,
): Promise<Credentials> {
  // What a flag gave at the start stands; what a file holds may have changed.
  const now = readServices(region, process.env).redis;
  const username = now?.username ?? given.username;
  const password = now?.password ?? given.password;
  const user = username === undefined ? {} : { username };
  if (password !== undefined) return { ...user, password };
  return { ...user, password: (await secrets.get(`redis/${username}`)).trim() };
}
