import { objectAt } from '../framework/tidy.ts';
import { blocksOf, companionOf, ofType, type Resource, type View } from './view.ts';

/** Where a resource keeps its key, by type: without the argument AWS takes a key that we do not control. */
const KEYS: Readonly<Record<string, string>> = {
  aws_cloudwatch_log_group: 'kms_key_id',
  aws_secretsmanager_secret: 'kms_key_id',
  aws_sns_topic: 'kms_master_key_id',
  aws_sqs_queue: 'kms_master_key_id',
};

/** What is at rest is encrypted under a key of ours; what moves, moves over TLS 1.2 or better. */
export function* encryption(view: View): Iterable<string> {
  for (const policy of [buckets, keyed, clusters, disks, repositories, keys, listeners, data]) {
    yield* policy(view);
  }
}

function* buckets(view: View): Iterable<string> {
  for (const bucket of ofType(view, 'aws_s3_bucket')) {
    const type = 'aws_s3_bucket_server_side_encryption_configuration';
    const configuration = companionOf(view, type, 'bucket', bucket);
    const rule = blocksOf(configuration?.body ?? {}, 'rule')[0] ?? {};
    const [applied = {}] = blocksOf(rule, 'apply_server_side_encryption_by_default');
    if (applied.sse_algorithm === 'AES256' && takesAccessLogs(view, bucket)) continue;
    if (applied.sse_algorithm !== 'aws:kms' || applied.kms_master_key_id === undefined) {
      yield `${bucket.at}: is not encrypted under a key of ours; add ${type} with aws:kms`;
    }
  }
}

/** ELB user guide, Access logs: a bucket that they go to is under a key of S3, no other. */
function takesAccessLogs(view: View, bucket: Resource): boolean {
  const policy = companionOf(view, 'aws_s3_bucket_policy', 'bucket', bucket);
  return JSON.stringify(policy?.body ?? {}).includes('logdelivery.elasticloadbalancing');
}

function* keyed(view: View): Iterable<string> {
  for (const [type, argument] of Object.entries(KEYS)) {
    for (const { at, body } of ofType(view, type)) {
      const managed = type === 'aws_sqs_queue' && body.sqs_managed_sse_enabled === true;
      if (body[argument] === undefined && !managed) yield `${at}: has no ${argument}`;
    }
  }
  for (const { at, body } of ofType(view, 'aws_secretsmanager_secret')) {
    for (const replica of blocksOf(body, 'replica')) {
      if (replica.kms_key_id === undefined) yield `${at}: its replica has no kms_key_id`;
    }
  }
}

function* clusters(view: View): Iterable<string> {
  for (const { at, body } of ofType(view, 'aws_eks_cluster')) {
    const [configuration = {}] = blocksOf(body, 'encryption_config');
    const [provider = {}] = blocksOf(configuration, 'provider');
    if (provider.key_arn === undefined)
      yield `${at}: secrets are not encrypted (encryption_config)`;
  }
}

function* disks(view: View): Iterable<string> {
  for (const { at, body } of ofType(view, 'aws_launch_template')) {
    const mappings = blocksOf(body, 'block_device_mappings');
    if (mappings.length === 0) yield `${at}: names no disk, so that an unencrypted one may come`;
    for (const mapping of mappings) {
      const [ebs = {}] = blocksOf(mapping, 'ebs');
      if (String(ebs.encrypted) !== 'true') yield `${at}: has a disk that is not encrypted`;
    }
  }
}

function* repositories(view: View): Iterable<string> {
  for (const { at, body } of ofType(
    view,
    'aws_ecr_repository',
    'aws_ecr_repository_creation_template',
  )) {
    const [configuration = {}] = blocksOf(body, 'encryption_configuration');
    if (configuration.encryption_type !== 'KMS') yield `${at}: images are not encrypted with KMS`;
  }
}

function* keys(view: View): Iterable<string> {
  for (const { at, body } of ofType(view, 'aws_kms_key')) {
    if (body.enable_key_rotation !== true) yield `${at}: the key does not rotate`;
  }
}

const TLS = new Set(['HTTPS', 'TLS']);

function* listeners(view: View): Iterable<string> {
  for (const listener of ofType(view, 'aws_lb_listener')) {
    const { at, body } = listener;
    if (body.protocol === 'HTTP' && !redirects(listener)) yield `${at}: serves over plain HTTP`;
    if (TLS.has(String(body.protocol)) && !String(body.ssl_policy).includes('TLS13')) {
      yield `${at}: its ssl_policy admits old TLS; take one of the TLS13 policies`;
    }
  }
}

const redirects = ({ body }: Resource): boolean =>
  blocksOf(body, 'default_action').every(({ type }) => type === 'redirect');

/** Atlas and Redis Cloud (rows D1, D2). */
function* data(view: View): Iterable<string> {
  for (const { at, body } of ofType(view, 'mongodbatlas_advanced_cluster')) {
    const [advanced = objectAt(body, 'advanced_configuration')] = blocksOf(
      body,
      'advanced_configuration',
    );
    const minimum = String(advanced.minimum_enabled_tls_protocol);
    if (!['TLS1_2', 'TLS1_3'].includes(minimum)) yield `${at}: admits TLS below 1.2`;
    if (body.encryption_at_rest_provider === 'NONE') yield `${at}: is not encrypted at rest`;
  }
  for (const { at, body } of ofType(view, 'rediscloud_active_active_subscription_database')) {
    if (body.enable_tls !== true) yield `${at}: answers without TLS`;
  }
}
