import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SERVE_OPTIONS } from './options.ts';
import { ConfigError, originOf, readServeConfig } from './read.ts';
import { configurationTable } from './reference.ts';

const flags = { region: 'us-east-1', workload: 'api,sim' };
const read = (environment: Record<string, string>, more: Record<string, string | boolean> = {}) =>
  readServeConfig({ flags: { ...flags, ...more }, environment });

function problemOf(environment: Record<string, string>, more: Record<string, string> = {}): string {
  try {
    read(environment, more);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe('readServeConfig', () => {
  test('fills in defaults and freezes what it made', () => {
    const config = read({});
    expect(config).toMatchObject({
      region: 'us-east-1',
      workloads: ['api', 'sim'],
      profile: 'document',
      apiPort: 8080,
      appletPort: 9506,
      smsc: { host: '127.0.0.1', port: 2775, systemId: 'tandem', tls: false },
    });
    expect(config).not.toHaveProperty('mnoToken');
    for (const part of [config, config.smsc, config.workloads]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  test('a flag wins over the variable of the region, and that over the general one', () => {
    const environment = { TANDEM_API_PORT: '1001', TANDEM_API_PORT_US_EAST_1: '1002' };
    expect(read(environment).apiPort).toBe(1002);
    expect(read(environment, { 'api-port': '1003' }).apiPort).toBe(1003);
    expect(read({ TANDEM_API_PORT_US_WEST_2: '1004' }).apiPort).toBe(8080);
  });

  test.each<[string, Record<string, string>]>([
    [
      'TANDEM_API_PORT has a text of 3 characters; it takes an integer: 0 to 65535; 0 takes a free port',
      { TANDEM_API_PORT: '80a' },
    ],
    [
      'TANDEM_API_PORT has the integer 70000; it takes an integer: 0 to 65535; 0 takes a free port',
      { TANDEM_API_PORT: '70000' },
    ],
    [
      'TANDEM_SMSC_TLS has a text of 3 characters; it takes a boolean: true, false',
      { TANDEM_SMSC_TLS: 'yes' },
    ],
    [
      'TANDEM_PROFILE has a text of 4 characters; it takes a text: document, tuned, fast',
      { TANDEM_PROFILE: 'slow' },
    ],
    [
      'TANDEM_SMSC_HOST has an empty text; it takes a text: a host name or an IP address',
      { TANDEM_SMSC_HOST: '' },
    ],
    [
      'TANDEM_MONGODB_TLS_CA_FILE is set and TANDEM_MONGODB_URL says no tls=true: nothing would be encrypted',
      { TANDEM_MONGODB_TLS_CA_FILE: 'ca.pem', TANDEM_MONGODB_URL: 'mongodb://db/?TLS=false' },
    ],
    [
      'TANDEM_REDIS_TLS_CA_FILE is set and TANDEM_REDIS_URL is not rediss://: nothing would be encrypted',
      { TANDEM_REDIS_TLS_CA_FILE: 'ca.pem', TANDEM_REDIS_URL: 'redis://cache' },
    ],
    [
      'TANDEM_KAFKA_TLS_CA_FILE is set and TANDEM_KAFKA_TLS is not true: nothing would be encrypted',
      { TANDEM_KAFKA_TLS_CA_FILE: 'ca.pem', TANDEM_KAFKA_BROKERS: 'broker:9092' },
    ],
    [
      'TANDEM_SMSC_TLS_CA_FILE is set and TANDEM_SMSC_TLS is not true: nothing would be encrypted',
      { TANDEM_SMSC_TLS_CA_FILE: 'ca.pem' },
    ],
  ])('says: %s', (message, environment) => {
    expect(problemOf(environment)).toBe(message);
  });

  test('takes an authority where TLS is asked for', () => {
    const authorities = {
      TANDEM_MONGODB_TLS_CA_FILE: 'ca.pem',
      TANDEM_REDIS_TLS_CA_FILE: 'ca.pem',
    };
    for (const url of ['mongodb+srv://db/', 'mongodb://db/?TLS=true', 'mongodb://db/?ssl=true']) {
      const urls = { TANDEM_MONGODB_URL: url, TANDEM_REDIS_URL: 'rediss://cache' };
      expect(read({ ...authorities, ...urls }).mongodb?.tlsCaFile).toBe('ca.pem');
    }
  });

  test('names the variable that gives an option in a region', () => {
    const environment = { TANDEM_REDIS_URL: 'a', TANDEM_REDIS_URL_US_WEST_2_FILE: 'b' };
    expect(originOf('redisUrl', 'us-west-2', environment)).toBe('TANDEM_REDIS_URL_US_WEST_2_FILE');
    expect(originOf('redisUrl', 'us-east-1', environment)).toBe('TANDEM_REDIS_URL');
    expect(originOf('kafkaBrokers', 'us-east-1', {})).toBe('TANDEM_KAFKA_BROKERS');
  });

  test('names every problem at once, and what is missing', () => {
    try {
      readServeConfig({ flags: {}, environment: { TANDEM_OPS_PORT: 'x' } });
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      const problems = error instanceof ConfigError ? error.problems : [];
      expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
        '--region',
        '--workload',
        'TANDEM_OPS_PORT',
      ]);
    }
  });

  test('refuses an unknown workload and one named twice', () => {
    expect(problemOf({}, { workload: 'api,cook' })).toContain('each once, of api, sim');
    expect(problemOf({}, { workload: 'api,api' })).toContain('--workload has a text');
  });

  test('takes a secret from a file, but not from two places', () => {
    const directory = mkdtempSync(join(tmpdir(), 'tandem-config-'));
    const file = join(directory, 'token');
    writeFileSync(file, 'fictional-token\n');
    try {
      expect(read({ TANDEM_MNO_TOKEN_FILE: file }).mnoToken).toBe('fictional-token');
      const both = { TANDEM_MNO_TOKEN_FILE: file, TANDEM_MNO_TOKEN: 'other' };
      expect(problemOf(both)).toBe(
        'TANDEM_MNO_TOKEN and TANDEM_MNO_TOKEN_FILE are both set; keep one of them',
      );
      const absent = { TANDEM_MNO_TOKEN_FILE: join(directory, 'absent') };
      expect(problemOf(absent)).toContain('TANDEM_MNO_TOKEN_FILE names a file that cannot be read');
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test('never repeats a value that may be a secret', () => {
    expect(problemOf({ TANDEM_MNO_TOKEN: 'with spaces inside' })).not.toContain('spaces');
  });

  test('whatever the variables hold, it answers with a configuration or a ConfigError', () => {
    const variables = Object.values(SERVE_OPTIONS).map(({ variable }) => variable);
    const environment = fc.dictionary(fc.constantFrom(...variables), fc.string(), { maxKeys: 5 });
    fc.assert(
      fc.property(environment, (given) => {
        try {
          read(given);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
    );
  });
});

test('the reference has one row for each option', () => {
  const rows = configurationTable().split('\n').slice(2);
  expect(rows).toHaveLength(Object.keys(SERVE_OPTIONS).length);
  expect(configurationTable()).toContain('`TANDEM_MNO_TOKEN` or `TANDEM_MNO_TOKEN_FILE`');
});
