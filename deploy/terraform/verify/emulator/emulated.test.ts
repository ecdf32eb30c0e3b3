import { describe, expect, it } from 'vitest';
import { expression } from '../../framework/spec.ts';
import { objectAt } from '../../framework/tidy.ts';
import { emulated } from './emulated.ts';

const accelerator = expression('aws_globalaccelerator_accelerator.main.ip_sets');
const { stack, left } = emulated(
  {
    terraform: { backend: { s3: { key: 'x' } }, required_version: '>= 1.11.0' },
    provider: { aws: [{ region: 'us-west-2', allowed_account_ids: ['1'] }] },
    resource: {
      aws_globalaccelerator_accelerator: { main: { name: 'x' } },
      aws_kms_key: { primary: { description: 'one' } },
      aws_kms_replica_key: { copy: { description: 'two', primary_key_arn: 'arn' } },
      aws_ec2_tag: {
        t: { resource_id: expression('aws_networkfirewall_firewall.f.endpoint_id') },
      },
      aws_route: {
        in: { vpc_endpoint_id: expression('one(aws_networkfirewall_firewall.f.ids).endpoint_id') },
        out: { gateway_id: 'igw' },
      },
      aws_networkfirewall_firewall: { f: {} },
      aws_subnet: { s: { cidr_block: '10.0.0.0/24', ipv6_cidr_block: 'fd00::/64' } },
      aws_s3_bucket: {
        b: {
          lifecycle: { prevent_destroy: true },
          tags: { key: expression('aws_kms_replica_key.copy.arn'), accelerator },
          depends_on: ['aws_globalaccelerator_accelerator.main', 'aws_kms_key.primary'],
        },
      },
    },
  },
  'us-west-2',
);
const resources = objectAt(stack, 'resource');

describe('a stack for the emulator', () => {
  it('asks for no state elsewhere, and guards no account', () => {
    expect(stack.terraform).toEqual({ required_version: '>= 1.11.0' });
    expect(stack.provider).toEqual({
      aws: [
        {
          region: 'us-west-2',
          max_retries: 1,
          s3_use_path_style: true,
          skip_credentials_validation: true,
          skip_requesting_account_id: false,
        },
      ],
    });
  });

  it('leaves out what is not emulated, and says so', () => {
    expect(left).toEqual([
      'aws_globalaccelerator_accelerator.main',
      'aws_route.in',
      'aws_networkfirewall_firewall.f',
    ]);
    expect(resources.aws_route).toEqual({ out: { gateway_id: 'igw' } });
    expect(resources).not.toHaveProperty('aws_globalaccelerator_accelerator');
  });

  it('gives those that refer to it a value of the right form', () => {
    expect(resources.aws_ec2_tag).toEqual({ t: { resource_id: 'vpce-0123456789abcdef0' } });
    expect(objectAt(objectAt(resources, 'aws_s3_bucket'), 'b').depends_on).toEqual([
      'aws_kms_key.primary',
    ]);
  });

  it('leaves away the arguments that it breaks off with', () => {
    expect(resources.aws_subnet).toEqual({ s: { cidr_block: '10.0.0.0/24' } });
  });

  it('makes a plain key of a replica', () => {
    expect(resources.aws_kms_key).toEqual({
      primary: { description: 'one' },
      copy: { description: 'two' },
    });
    const { tags } = objectAt(objectAt(resources, 'aws_s3_bucket'), 'b');
    expect(tags).toMatchObject({ key: expression('aws_kms_key.copy.arn') });
  });

  it('lets everything be destroyed', () => {
    expect(objectAt(objectAt(resources, 'aws_s3_bucket'), 'b')).not.toHaveProperty('lifecycle');
  });
});
