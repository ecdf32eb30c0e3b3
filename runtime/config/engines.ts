import { ConfigError, readServices } from './read.ts';
import type { Services } from './serve-config.ts';

/** What serves one port in one region, for people: never a password. */
export interface ServedPort {
  readonly port: 'documents' | 'cache' | 'events' | 'secrets' | 'archive';
  readonly engine: string;
}

/** The region part of a variable: `US_EAST_1`. */
export const regionSuffix = (region: string): string => region.toUpperCase().replaceAll('-', '_');

/**
 * What each region's services are. Throws ConfigError when a variable of one region contradicts itself, or
 * when a service is named for some of the regions and not for the others.
 */
export function readAllServices(
  regions: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, Services>> {
  const problems = new Set<string>();
  const read = regions.flatMap((region): [string, Services][] => {
    try {
      return [[region, readServices(region, environment)]];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const problem of error.problems) problems.add(problem);
      return [];
    }
  });
  for (const [service, variable] of [
    ['mongodb', 'TANDEM_MONGODB_URL'],
    ['redis', 'TANDEM_REDIS_URL'],
    ['kafka', 'TANDEM_KAFKA_BROKERS'],
  ] as const) {
    const [without] = read.find(([, services]) => services[service] === undefined) ?? [];
    const [having] = read.find(([, services]) => services[service] !== undefined) ?? [];
    if (without === undefined || having === undefined) continue;
    const missing = `${variable}_${regionSuffix(without)}`;
    problems.add(
      `${having} has ${variable} and ${without} has not: set ${missing} too, or neither`,
    );
  }
  if (problems.size > 0) throw new ConfigError([...problems]);
  return Object.fromEntries(read);
}

/** A line for each port: what serves it. */
export function servedPorts(services: Services, dataDir: string): ServedPort[] {
  const { mongodb, redis, kafka, namespace, secrets, secretsPath, auditBucket, backupBucket } =
    services;
  const within = namespace === undefined ? '' : `, namespace ${namespace}`;
  const embedded = `embedded, ${dataDir}`;
  const buckets = [auditBucket, backupBucket].map((name) =>
    name === undefined ? `${dataDir}/archive` : `s3://${name}`,
  );
  return [
    {
      port: 'documents',
      engine: mongodb ? `MongoDB ${redactedUrl(mongodb.url)}${within}` : embedded,
    },
    { port: 'cache', engine: redis ? `Redis ${redactedUrl(redis.url)}${within}` : embedded },
    { port: 'events', engine: kafka ? `Kafka ${kafka.brokers.join(',')}${within}` : embedded },
    { port: 'secrets', engine: secretsLine(secrets, secretsPath ?? `${dataDir}/secrets.json`) },
    { port: 'archive', engine: [...new Set(buckets)].join(', ') },
  ];
}

function secretsLine(source: Services['secrets'], path: string): string {
  if (source === 'file') return path;
  return source === 'env' ? 'environment (TANDEM_SECRET_…)' : 'AWS Secrets Manager';
}

/** Without user, password and options, which may hold a token; also of a URL whose password is not encoded. */
export function redactedUrl(url: string): string {
  return url.replace(/\/\/.*@/s, '//…@').replace(/\?.*$/s, '');
}
