import { asksForTls } from '@tandem/stores';
import type { Static } from 'typebox';
import { dashboardConfigOf } from './dashboard-config.ts';
import { type OptionName, SERVE_OPTIONS } from './options.ts';
import type { KafkaConfig, ServeConfig, Services } from './serve-config.ts';

/** What was given or is the default, each checked by its schema. */
export type OptionValues = {
  readonly [Name in OptionName]?: Static<(typeof SERVE_OPTIONS)[Name]['schema']>;
};

/** Options that say something of a service, and the one that names the service. */
const DETAILS: readonly (readonly [OptionName, OptionName])[] = [
  ['mongodbTlsCaFile', 'mongodbUrl'],
  ['redisUsername', 'redisUrl'],
  ['redisPassword', 'redisUrl'],
  ['redisTlsCaFile', 'redisUrl'],
  ['kafkaTlsCaFile', 'kafkaBrokers'],
  ['kafkaSaslUsername', 'kafkaBrokers'],
  ['kafkaSaslPassword', 'kafkaSaslUsername'],
  ['kafkaSaslUsername', 'kafkaSaslPassword'],
  ['oidcClientId', 'oidcIssuer'],
  ['oidcIssuer', 'oidcClientId'],
];

/** What no single option shows: one sentence for each. */
export function contradictions(values: OptionValues): string[] {
  const problems = DETAILS.filter(
    ([detail, service]) => values[detail] !== undefined && values[service] === undefined,
  ).map(([detail, service]) => `${variable(detail)} is set and ${variable(service)} is not`);
  const { secrets, secretsPath, secretsPrefix } = values;
  if (secrets !== undefined && secrets !== 'file' && secretsPath !== undefined) {
    problems.push(`${variable('secretsPath')} goes with ${variable('secrets')}=file only`);
  }
  if (secrets !== undefined && secrets !== 'aws' && secretsPrefix !== undefined) {
    problems.push(`${variable('secretsPrefix')} goes with ${variable('secrets')}=aws only`);
  }
  return [...problems, ...unusedAuthorities(values)];
}

/** An authority is given so that nobody else is talked to: without TLS it would be ignored in silence. */
function unusedAuthorities(values: OptionValues): string[] {
  const { mongodbUrl, redisUrl, kafkaBrokers, kafkaTls = false, smscTls = false } = values;
  const cases: readonly [OptionName, boolean, OptionName, string][] = [
    [
      'mongodbTlsCaFile',
      mongodbUrl === undefined || asksForTls(mongodbUrl),
      'mongodbUrl',
      'says no tls=true',
    ],
    [
      'redisTlsCaFile',
      redisUrl === undefined || redisUrl.startsWith('rediss:'),
      'redisUrl',
      'is not rediss://',
    ],
    ['kafkaTlsCaFile', kafkaBrokers === undefined || kafkaTls, 'kafkaTls', 'is not true'],
    ['smscTlsCaFile', smscTls, 'smscTls', 'is not true'],
  ];
  return cases
    .filter(([authority, isUsed]) => values[authority] !== undefined && !isUsed)
    .map(
      ([authority, , option, reason]) =>
        `${variable(authority)} is set and ${variable(option)} ${reason}: nothing would be encrypted`,
    );
}

const variable = (name: OptionName): string => SERVE_OPTIONS[name].variable;

export function serveConfigOf(values: OptionValues): ServeConfig {
  const { smscHost, smscPort, smscSystemId, smscBinds, smscTls, smscTlsCaFile } = values;
  const config = {
    ...present({
      region: values.region,
      workloads: values.workloads,
      profile: values.profile,
      host: values.host,
      apiPort: values.apiPort,
      appletPort: values.appletPort,
      opsPort: values.opsPort,
      dataDir: values.dataDir,
      mnoToken: values.mnoToken,
      appletUnauthenticated: values.appletUnauthenticated,
      logLevel: values.logLevel,
    }),
    ...servicesOf(values),
    ...dashboardConfigOf(values),
    mnoBaseUrl: String(values.mnoBaseUrl).replace(/\/$/, ''),
    smsc: Object.freeze({
      host: smscHost,
      port: smscPort,
      systemId: smscSystemId,
      tls: smscTls,
      ...present({ binds: smscBinds, tlsCaFile: smscTlsCaFile }),
    }),
  };
  if (Array.isArray(config.workloads)) Object.freeze(config.workloads);
  // What has no default was required.
  return Object.freeze(config) as ServeConfig;
}

export function servicesOf(values: OptionValues): Services {
  const { mongodbUrl, redisUrl, secrets = 'file' } = values;
  return Object.freeze(
    present({
      mongodb:
        mongodbUrl === undefined
          ? undefined
          : Object.freeze(present({ url: mongodbUrl, tlsCaFile: values.mongodbTlsCaFile })),
      redis:
        redisUrl === undefined
          ? undefined
          : Object.freeze(
              present({
                url: redisUrl,
                username: values.redisUsername,
                password: values.redisPassword,
                tlsCaFile: values.redisTlsCaFile,
              }),
            ),
      kafka: kafkaOf(values),
      namespace: values.namespace,
      secrets,
      secretsPath: values.secretsPath,
      secretsPrefix: values.secretsPrefix,
      auditBucket: values.auditBucket,
      backupBucket: values.backupBucket,
    }),
  );
}

function kafkaOf(values: OptionValues): KafkaConfig | undefined {
  const {
    kafkaBrokers: brokers,
    kafkaSaslUsername: username,
    kafkaSaslPassword: password,
  } = values;
  if (brokers === undefined) return undefined;
  const known = username !== undefined && password !== undefined;
  return Object.freeze(
    present({
      brokers: Object.freeze(brokers),
      tls: values.kafkaTls ?? false,
      tlsCaFile: values.kafkaTlsCaFile,
      sasl: known ? Object.freeze({ username, password }) : undefined,
      createTopics: values.kafkaCreateTopics ?? 0,
    }),
  );
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Without the members that are undefined. */
function present<T extends object>(object: T): Present<T> {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<T>;
}
