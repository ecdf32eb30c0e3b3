import { describe, expect, it } from 'vitest';
import { readAllServices, redactedUrl, servedPorts } from './engines.ts';
import { ConfigError } from './read.ts';

const REGIONS = ['us-east-1', 'us-west-2'];

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readAllServices(REGIONS, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const enginesOf = (environment: Record<string, string>, region = 'us-east-1') => {
  const services = readAllServices(REGIONS, environment)[region];
  if (!services) throw new Error(`there is no ${region}`);
  return Object.fromEntries(
    servedPorts(services, '/data').map(({ port, engine }) => [port, engine]),
  );
};

describe('readAllServices', () => {
  it('leaves every port to the embedded engines when nothing is set', () => {
    expect(enginesOf({})).toEqual({
      documents: 'embedded, /data',
      cache: 'embedded, /data',
      events: 'embedded, /data',
      secrets: '/data/secrets.json',
      archive: '/data/archive',
    });
  });

  it('takes a mixture, port by port, and what a region has of its own', () => {
    const environment = {
      TANDEM_MONGODB_URL: 'mongodb://127.0.0.1:27017/tandem',
      TANDEM_REDIS_URL_US_EAST_1: 'redis://127.0.0.1:6379',
      TANDEM_REDIS_URL_US_WEST_2: 'redis://127.0.0.1:6380',
      TANDEM_SECRETS: 'aws',
      TANDEM_BACKUP_BUCKET: 'tandem-backups',
      TANDEM_NAMESPACE: 'drill-1',
    };
    expect(enginesOf(environment, 'us-west-2')).toEqual({
      documents: 'MongoDB mongodb://127.0.0.1:27017/tandem, namespace drill-1',
      cache: 'Redis redis://127.0.0.1:6380, namespace drill-1',
      events: 'embedded, /data',
      secrets: 'AWS Secrets Manager',
      archive: '/data/archive, s3://tandem-backups',
    });
  });

  it.each(['REDIS_URL', 'KAFKA_BROKERS', 'MONGODB_URL'])(
    'refuses TANDEM_%s of one region alone, naming the variable that is missing',
    (name) => {
      const value = { REDIS_URL: 'redis://a', KAFKA_BROKERS: 'a:9092', MONGODB_URL: 'mongodb://a' };
      const given = value[name as keyof typeof value];
      expect(problemsOf({ [`TANDEM_${name}_US_WEST_2`]: given })).toEqual([
        `us-west-2 has TANDEM_${name} and us-east-1 has not: set TANDEM_${name}_US_EAST_1 too, or neither`,
      ]);
    },
  );

  it('names what contradicts itself, once for both regions', () => {
    expect(
      problemsOf({
        TANDEM_REDIS_PASSWORD: 'fictional',
        TANDEM_KAFKA_BROKERS: 'a:9092',
        TANDEM_KAFKA_SASL_USERNAME: 'tandem',
        TANDEM_SECRETS: 'env',
        TANDEM_SECRETS_PATH: '/x',
      }),
    ).toEqual([
      'TANDEM_REDIS_PASSWORD is set and TANDEM_REDIS_URL is not',
      'TANDEM_KAFKA_SASL_USERNAME is set and TANDEM_KAFKA_SASL_PASSWORD is not',
      'TANDEM_SECRETS_PATH goes with TANDEM_SECRETS=file only',
    ]);
  });
});

describe('redactedUrl', () => {
  it.each(['se/cret', 'se?cret', 'se@cret', 'se#cret'])('hides the password %s too', (password) => {
    const url = `mongodb://user:${password}@db.example/tandem`;
    expect(redactedUrl(url)).toBe('mongodb://…@db.example/tandem');
  });

  it('shows neither user, password nor options', () => {
    expect(
      redactedUrl('mongodb://user:p%40ss@a:1,b:2/tandem?authMechanismProperties=TOKEN:x'),
    ).toBe('mongodb://…@a:1,b:2/tandem');
    expect(redactedUrl('rediss://:pass@cache.example:6380')).toBe('rediss://…@cache.example:6380');
    expect(redactedUrl('redis://127.0.0.1:6379')).toBe('redis://127.0.0.1:6379');
  });
});
