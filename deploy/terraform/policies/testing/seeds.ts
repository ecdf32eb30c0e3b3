import { type JsonObject, objectAt } from '../../framework/tidy.ts';
import type { POLICIES } from '../index.ts';
import { blocksOf, type Resource, type View } from '../view.ts';

/** The first resource of a type that has what is asked for. */
function first(view: View, type: string, has: (resource: Resource) => boolean = () => true) {
  const found = view.resources.find((one) => one.type === type && has(one));
  if (found === undefined) throw new Error(`no ${type} to spoil`);
  return found;
}

const block = (body: JsonObject, name: string): JsonObject => blocksOf(body, name)[0] ?? {};
const usEast = ({ region }: Resource) => region === 'us-east-1';

/** A violation put into what synth writes. */
export interface Seed {
  readonly policy: keyof typeof POLICIES;
  readonly title: string;
  /** Spoils the view; answers what the finding must contain. */
  readonly spoil: (view: View) => string;
}

function set(
  policy: keyof typeof POLICIES,
  title: string,
  type: string,
  change: (body: JsonObject) => void,
  has?: (resource: Resource) => boolean,
): Seed {
  return {
    policy,
    title,
    spoil: (view) => {
      const found = first(view, type, has);
      change(found.body);
      return found.at;
    },
  };
}

export const SEEDS: readonly Seed[] = [
  {
    policy: 'encryption',
    title: 'a bucket under a key of AWS',
    spoil: (view) => {
      const { body } = first(view, 'aws_s3_bucket_server_side_encryption_configuration');
      const applied = 'apply_server_side_encryption_by_default';
      delete block(block(body, 'rule'), applied).kms_master_key_id;
      return 'is not encrypted under a key of ours';
    },
  },
  set('encryption', 'a log group without a key', 'aws_cloudwatch_log_group', (body) => {
    delete body.kms_key_id;
  }),
  set('encryption', 'a secret without a key', 'aws_secretsmanager_secret', (body) => {
    delete body.kms_key_id;
  }),
  set('encryption', 'a cluster with plain secrets', 'aws_eks_cluster', (body) => {
    delete body.encryption_config;
  }),
  set('encryption', 'a node with a plain disk', 'aws_launch_template', (body) => {
    block(block(body, 'block_device_mappings'), 'ebs').encrypted = 'false';
  }),
  set('encryption', 'images under a key of AWS', 'aws_ecr_repository', (body) => {
    delete body.encryption_configuration;
  }),
  set('encryption', 'a key that does not rotate', 'aws_kms_key', (body) => {
    body.enable_key_rotation = false;
  }),
  set(
    'encryption',
    'a listener that admits old TLS',
    'aws_lb_listener',
    (body) => {
      body.ssl_policy = 'ELBSecurityPolicy-2016-08';
    },
    ({ body }) => body.protocol === 'HTTPS',
  ),
  set(
    'encryption',
    'an Atlas cluster that admits TLS 1.1',
    'mongodbatlas_advanced_cluster',
    (body) => {
      body.advanced_configuration = { minimum_enabled_tls_protocol: 'TLS1_1' };
    },
  ),
  set(
    'encryption',
    'a Redis database without TLS',
    'rediscloud_active_active_subscription_database',
    (body) => {
      body.enable_tls = false;
    },
  ),
  set('exposure', 'a cluster that the internet reaches', 'aws_eks_cluster', (body) => {
    block(body, 'vpc_config').endpoint_public_access = true;
  }),
  set('exposure', 'a subnet that hands out public addresses', 'aws_subnet', (body) => {
    body.map_public_ip_on_launch = true;
  }),
  set('exposure', 'a node that hands out its credentials', 'aws_launch_template', (body) => {
    block(body, 'metadata_options').http_tokens = 'optional';
  }),
  set(
    'exposure',
    'a port that the world reaches',
    'aws_vpc_security_group_ingress_rule',
    (body) => {
      Object.assign(body, { cidr_ipv4: '0.0.0.0/0', from_port: 22, to_port: 22 });
    },
  ),
  {
    policy: 'exposure',
    title: 'a bucket that may be published',
    spoil: (view) => {
      first(view, 'aws_s3_bucket_public_access_block').body.block_public_policy = false;
      return 'block_public_policy is not on';
    },
  },
  {
    policy: 'identity',
    title: 'a wildcard without a reason',
    spoil: (view) => {
      const role = first(view, 'aws_iam_role_policy');
      const statement = { Sid: 'All', Effect: 'Allow', Action: ['s3:*'], Resource: ['*'] };
      role.body.policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
      return `${role.at}, All: s3:*, * without a reason`;
    },
  },
  {
    policy: 'identity',
    title: 'a reason that nothing needs',
    spoil: (view) => {
      const comment = objectAt(view.stacks.get('state'), '//');
      objectAt(comment, 'wildcards').Forgotten = 'it was needed once';
      return 'state, Forgotten: a reason, but no wildcard';
    },
  },
  {
    policy: 'identity',
    title: 'a role that anyone may take',
    spoil: (view) => {
      const role = first(view, 'aws_iam_role');
      const statement = { Sid: 'Any', Effect: 'Allow', Principal: '*', Action: ['sts:AssumeRole'] };
      const policy = { Version: '2012-10-17', Statement: [statement] };
      role.body.assume_role_policy = JSON.stringify(policy);
      return `${role.at}, Any: trusts everyone`;
    },
  },
  {
    policy: 'tags',
    title: 'a provider that names no owner',
    spoil: (view) => {
      const provider = block(objectAt(view.stacks.get('state'), 'provider'), 'aws');
      delete objectAt(block(provider, 'default_tags'), 'tags').Owner;
      return 'sets no default tag Owner';
    },
  },
  set('tags', 'a tag that is not the rows', 'aws_vpc', (body) => {
    objectAt(body, 'tags').Rows = 'A1';
  }),
  set(
    'networks',
    'two VPCs with one network',
    'aws_vpc',
    (body) => {
      body.cidr_block = '10.32.0.0/16';
    },
    usEast,
  ),
  {
    policy: 'equal regions',
    title: 'names in the VPC of one region only',
    spoil: (view) => {
      first(view, 'aws_vpc', usEast).body.enable_dns_hostnames = false;
      return 'differ in resource.aws_vpc';
    },
  },
  {
    policy: 'survival',
    title: 'a bucket in one region',
    spoil: (view) => {
      const copy = first(view, 'aws_s3_bucket_replication_configuration');
      copy.body.bucket = 'elsewhere';
      return 'is not copied to another region';
    },
  },
  set('survival', 'a secret in one region', 'aws_secretsmanager_secret', (body) => {
    delete body.replica;
  }),
  {
    policy: 'survival',
    title: 'a state in the region that may be lost',
    spoil: (view) => {
      const terraform = objectAt(view.stacks.get('global'), 'terraform');
      objectAt(objectAt(terraform, 'backend'), 's3').region = 'us-east-1';
      return 'global: its state is not in us-west-2';
    },
  },
  {
    policy: 'rows',
    title: 'a row that nothing makes',
    spoil: (view) => {
      for (const { rows } of view.resources) {
        const at = rows.indexOf('A11');
        if (at >= 0) rows.splice(at, 1);
      }
      return 'A11: no resource is of this row';
    },
  },
];
