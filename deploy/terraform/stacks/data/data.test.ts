import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { render } from '../../framework/render.ts';
import { objectAt } from '../../framework/tidy.ts';
import { STACKS } from '../index.ts';

const topology = topologyFor('document');
const { stacks, manifest } = render(topology, STACKS);
const resources = (stack: string, type: string) =>
  objectAt(objectAt(stacks.get(stack), 'resource'), type);

describe('the documents', () => {
  const { documents } = resources('atlas', 'mongodbatlas_advanced_cluster');

  it('have 2 + 2 + 1 members, the active region preferred', () => {
    const member = (region_name: string, priority: number, node_count: number) => ({
      region_name,
      priority,
      electable_specs: { node_count, instance_size: topology.data.atlas.tier },
    });
    expect(documents).toMatchObject({
      replication_specs: [
        {
          region_configs: [
            member('US_EAST_1', 7, 2),
            member('US_WEST_2', 6, 2),
            member('US_EAST_2', 5, 1),
          ],
        },
      ],
    });
  });

  it('can be restored to any moment, from either region', () => {
    expect(documents).toMatchObject({ backup_enabled: true, pit_enabled: true });
    expect(resources('atlas', 'mongodbatlas_cloud_backup_schedule').backup).toMatchObject({
      restore_window_days: 7,
      policy_item_hourly: { frequency_interval: 6 },
      copy_settings: [{ region_name: 'US_WEST_2', should_copy_oplogs: true }],
    });
  });

  it('are reached by roles alone, each workload with no more than it needs', () => {
    const users = resources('atlas-access', 'mongodbatlas_database_user');
    for (const user of Object.values(users)) {
      expect(user).toMatchObject({ aws_iam_type: 'ROLE', auth_database_name: '$external' });
    }
    expect(users).toMatchObject({
      dashboard_us_east_1: { roles: [{ role_name: 'readWrite', database_name: 'tandem' }] },
      sim_us_west_2: { roles: [{ role_name: 'readWrite' }] },
    });
    for (const user of Object.values(users)) expect(user).not.toHaveProperty('password');
  });

  it('have an endpoint in both regions that both may use', () => {
    for (const { name } of topology.regions) {
      expect(resources(`data-${name}`, 'aws_vpc_endpoint')).toHaveProperty('atlas');
      const rules = resources(`data-${name}`, 'aws_vpc_security_group_ingress_rule');
      expect(Object.keys(rules)).toHaveLength(6);
    }
  });
});

describe('the cache', () => {
  it('has a replica in both regions, over TLS, with a backup of each', () => {
    const { cache } = resources('redis', 'rediscloud_active_active_subscription_database');
    expect(cache).toMatchObject({
      enable_tls: true,
      global_enable_default_user: false,
      dataset_size_in_gb: 5,
      override_region: [
        { name: 'us-east-1', remote_backup: { interval: 'every-1-hours' } },
        { name: 'us-west-2', remote_backup: { interval: 'every-1-hours' } },
      ],
    });
  });

  it('knows each of its users by a password of its own, which is not in the files', () => {
    const users = Object.values(resources('redis', 'rediscloud_acl_user'));
    expect(users.length).toBeGreaterThan(3);
    for (const user of users) {
      expect(String(objectAt({ user }, 'user').password)).toMatch(/^\$\{var\.redis_passwords\[/);
    }
    const variable = objectAt(objectAt(stacks.get('redis'), 'variable'), 'redis_passwords');
    expect(variable).toMatchObject({ sensitive: true });
  });

  it('is reached from every zone over the peering of the region', () => {
    const routes = resources('data-us-east-1', 'aws_route');
    expect(Object.keys(routes)).toHaveLength(3);
    for (const route of Object.values(routes)) {
      expect(route).toMatchObject({ destination_cidr_block: '10.64.0.0/24' });
    }
  });
});

describe('the order', () => {
  it('asks for a peering before it accepts it, and for an endpoint service before its endpoint', () => {
    const order = manifest.stacks.map(({ name }) => name);
    const after = (later: string, earlier: string) =>
      expect(order.indexOf(later)).toBeGreaterThan(order.indexOf(earlier));
    after('data-us-east-1', 'redis');
    after('data-us-east-1', 'atlas');
    after('atlas-access', 'data-us-west-2');
    after('atlas-access', 'cluster-us-west-2');
  });
});
