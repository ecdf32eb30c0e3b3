import { Type } from 'typebox';
import { file, type OptionSpec, oneOf, yesOrNo } from './option-spec.ts';

export const SECRETS_SOURCES = ['file', 'env', 'aws'] as const;

const credential = (flag: string, variable: string, describe: string) =>
  ({
    schema: Type.String({ minLength: 1, maxLength: 4_096 }),
    flag,
    variable,
    kind: 'text',
    optional: true,
    secret: true,
    describe,
    allowed: '1 to 4096 characters',
  }) as const satisfies OptionSpec;

const bucket = (flag: string, variable: string, describe: string) =>
  ({
    // Amazon S3, Bucket naming rules.
    schema: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$' }),
    flag,
    variable,
    kind: 'text',
    optional: true,
    describe,
    allowed: 'the name of an S3 bucket: 3 to 63 of a-z, 0-9, . and -',
  }) as const satisfies OptionSpec;

/** The real services behind the ports. Whatever is not named is served by the embedded engine. */
export const SERVICE_OPTIONS = {
  mongodbUrl: {
    schema: Type.String({ pattern: '^mongodb(\\+srv)?://[^\\s]+$' }),
    flag: 'mongodb-url',
    variable: 'TANDEM_MONGODB_URL',
    kind: 'text',
    optional: true,
    secret: true,
    describe:
      'MongoDB that keeps the documents, the same for all regions; the database in its path, else `tandem`.',
    allowed: 'a mongodb:// or mongodb+srv:// URL',
  },
  mongodbTlsCaFile: file(
    'mongodb-tls-ca-file',
    'TANDEM_MONGODB_TLS_CA_FILE',
    "PEM file with the authority of MongoDB's certificate; else those of the system.",
  ),
  redisUrl: {
    schema: Type.String({ pattern: '^rediss?://[^\\s]+$' }),
    flag: 'redis-url',
    variable: 'TANDEM_REDIS_URL',
    kind: 'text',
    optional: true,
    secret: true,
    describe: "Redis that keeps the region's cache; rediss:// for TLS.",
    allowed: 'a redis:// or rediss:// URL',
  },
  redisUsername: credential(
    'redis-username',
    'TANDEM_REDIS_USERNAME',
    'User of the ACL of Redis; wins over the one in the URL.',
  ),
  redisPassword: credential(
    'redis-password',
    'TANDEM_REDIS_PASSWORD',
    'Its password; wins over the one in the URL. A user without one has the secret `redis/<user>`.',
  ),
  redisTlsCaFile: file(
    'redis-tls-ca-file',
    'TANDEM_REDIS_TLS_CA_FILE',
    "PEM file with the authority of Redis's certificate; else those of the system.",
  ),
  kafkaBrokers: {
    schema: Type.Array(Type.String({ pattern: '^[A-Za-z0-9._-]{1,255}:[0-9]{1,5}$' }), {
      minItems: 1,
      uniqueItems: true,
    }),
    flag: 'kafka-brokers',
    variable: 'TANDEM_KAFKA_BROKERS',
    kind: 'list',
    optional: true,
    describe: "Brokers of the region's Kafka to begin with, separated by commas.",
    allowed: 'host:port, each once',
  },
  kafkaTls: yesOrNo('kafka-tls', 'TANDEM_KAFKA_TLS', 'Connect to Kafka over TLS.'),
  kafkaTlsCaFile: file(
    'kafka-tls-ca-file',
    'TANDEM_KAFKA_TLS_CA_FILE',
    "PEM file with the authority of the brokers' certificates; else those of the system.",
  ),
  kafkaSaslUsername: credential(
    'kafka-sasl-username',
    'TANDEM_KAFKA_SASL_USERNAME',
    'User of Kafka, who signs in with SCRAM-SHA-512; without one nobody signs in.',
  ),
  kafkaSaslPassword: credential(
    'kafka-sasl-password',
    'TANDEM_KAFKA_SASL_PASSWORD',
    'Its password.',
  ),
  kafkaCreateTopics: {
    schema: Type.Integer({ minimum: 0, maximum: 9 }),
    flag: 'kafka-create-topics',
    variable: 'TANDEM_KAFKA_CREATE_TOPICS',
    kind: 'integer',
    default: 0,
    describe:
      'Create the topics that are missing, with so many copies of each partition. In a cluster Strimzi creates them.',
    allowed: '0 to 9; 0 creates none',
  },
  namespace: {
    schema: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,23}$' }),
    flag: 'namespace',
    variable: 'TANDEM_NAMESPACE',
    kind: 'text',
    optional: true,
    describe:
      'Keeps systems that share servers apart: part of the database, of every key, topic and group.',
    allowed: '1 to 24 of a-z, 0-9 and -',
  },
  secrets: {
    schema: oneOf(SECRETS_SOURCES),
    flag: 'secrets',
    variable: 'TANDEM_SECRETS',
    kind: 'text',
    default: 'file',
    describe: 'Where secrets come from: files, the environment, or AWS Secrets Manager.',
    allowed: SECRETS_SOURCES.join(', '),
  },
  secretsPath: {
    schema: Type.String({ minLength: 1 }),
    flag: 'secrets-path',
    variable: 'TANDEM_SECRETS_PATH',
    kind: 'text',
    optional: true,
    describe:
      'With `file`: one JSON file, or a directory with a file for each secret, as the CSI driver mounts it. Else secrets.json in the data directory.',
    allowed: 'a file or a directory',
  },
  secretsPrefix: {
    schema: Type.String({ pattern: '^[A-Za-z0-9/_+=.@-]{0,256}$' }),
    flag: 'secrets-prefix',
    variable: 'TANDEM_SECRETS_PREFIX',
    kind: 'text',
    optional: true,
    describe:
      'With `aws`: what the names of all secrets begin with; else the prefix of the topology.',
    allowed: 'letters, digits and /_+=.@-',
  },
  auditBucket: bucket(
    'audit-bucket',
    'TANDEM_AUDIT_BUCKET',
    'S3 bucket for sealed segments of the audit log; else `archive` in the data directory.',
  ),
  backupBucket: bucket(
    'backup-bucket',
    'TANDEM_BACKUP_BUCKET',
    'S3 bucket for the daily backups of documents; else `archive` in the data directory.',
  ),
} as const satisfies Record<string, OptionSpec>;
