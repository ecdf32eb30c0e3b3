import { type Cache, connectRedisCache, type Secrets } from '@tandem/stores';
import { originOf, readServices } from '../config/read.ts';
import type { RedisConfig, ServeConfig } from '../config/serve-config.ts';
import { readAuthorities } from './read-file.ts';

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
  const origin = (name: 'redisUrl' | 'redisPassword' | 'redisTlsCaFile'): string =>
    originOf(name, region, process.env);
  const ca = await readAuthorities(origin('redisTlsCaFile'), redis.tlsCaFile);
  const named = redis.username !== undefined || redis.password !== undefined;
  return connectRedisCache({
    url: redis.url,
    variable: origin('redisUrl'),
    passwordVariable: passwordOf(redis, origin),
    ...(ca === undefined ? {} : { tls: { ca } }),
    ...(named ? { credentials: () => credentialsOf(region, redis, secrets) } : {}),
  });
}

/** Where whoever reads of a refused password has to look. */
function passwordOf(
  { username, password }: RedisConfig,
  origin: (name: 'redisUrl' | 'redisPassword') => string,
): string {
  if (password !== undefined) return origin('redisPassword');
  return username === undefined ? origin('redisUrl') : `the secret redis/${username}`;
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
