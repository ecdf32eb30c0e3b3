import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { render } from '../../framework/render.ts';
import { objectAt } from '../../framework/tidy.ts';
import { storage } from './index.ts';

const topology = topologyFor('document');
const { stacks } = render(topology, [storage]);
const stack = stacks.get('storage') ?? {};
const resources = (type: string) => objectAt(objectAt(stack, 'resource'), type);
const { buckets } = topology.aws.s3;

describe('the buckets', () => {
  it('are one a region each, copied both ways', () => {
    const count = buckets.length * topology.regions.length;
    expect(Object.keys(resources('aws_s3_bucket'))).toHaveLength(count);
    expect(Object.keys(resources('aws_s3_bucket_replication_configuration'))).toHaveLength(count);
  });

  it('keep the audit archive against everyone for as long as the law asks', () => {
    expect(resources('aws_s3_bucket_object_lock_configuration')).toMatchObject({
      audit_archive_us_east_1_lock: {
        rule: { default_retention: { mode: 'COMPLIANCE', days: 7 * 365 } },
      },
    });
  });

  it('are under a key of ours, but for the one that load balancers write to', () => {
    const encryption = resources('aws_s3_bucket_server_side_encryption_configuration');
    const plain = Object.entries(encryption)
      .filter(([, configuration]) => JSON.stringify(configuration).includes('AES256'))
      .map(([name]) => name);
    expect(plain).toEqual(['edge_logs_us_east_1_encryption', 'edge_logs_us_west_2_encryption']);
  });

  it('let Redis Cloud write its backups, and reach nothing else', () => {
    const account = topology.data.redis.backupWriter.account;
    const open = Object.entries(resources('aws_s3_bucket_policy'))
      .filter(([, policy]) => JSON.stringify(policy).includes(account))
      .map(([name]) => name);
    expect(open).toEqual(['redis_backups_us_east_1_policy', 'redis_backups_us_west_2_policy']);
  });

  it('carry the rows that they serve', () => {
    expect(resources('aws_s3_bucket')).toMatchObject({
      loki_us_east_1: { tags: { Rows: 'A5 O1' } },
      thanos_us_west_2: { tags: { Rows: 'A5 O3' } },
    });
  });
});
