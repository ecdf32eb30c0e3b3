import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { render } from '../../framework/render.ts';
import { expression } from '../../framework/spec.ts';
import { objectAt } from '../../framework/tidy.ts';
import { allSecrets, secretsOf } from '../../parts/secret-names.ts';
import { global } from './index.ts';

const topology = topologyFor('document');
const { stacks, tests } = render(topology, [global]);
const stack = stacks.get('global') ?? {};
const resources = (type: string) => objectAt(objectAt(stack, 'resource'), type);

describe('the registry', () => {
  it('copies what is pushed to one region to the other, both ways', () => {
    const destinations = Object.values(resources('aws_ecr_replication_configuration'));
    expect(destinations).toHaveLength(topology.regions.length);
    expect(JSON.stringify(destinations)).toContain('"region":"us-west-2"');
    expect(JSON.stringify(destinations)).toContain('"region":"us-east-1"');
  });

  it('lets no tag change its meaning, and scans what is pushed', () => {
    for (const repository of Object.values(resources('aws_ecr_repository'))) {
      expect(repository).toMatchObject({
        image_tag_mutability: 'IMMUTABLE',
        image_scanning_configuration: { scan_on_push: true },
      });
    }
  });

  it('lets the pipeline push by its own token, and nobody else', () => {
    const { image_publisher: role } = resources('aws_iam_role');
    expect(JSON.stringify(role)).toContain(':ref:refs/heads/main');
    expect(objectAt(stack, 'resource')).not.toHaveProperty('aws_iam_user');
  });
});

describe('secrets', () => {
  const secrets = resources('aws_secretsmanager_secret');

  it('are in every region, from the standby', () => {
    expect(Object.keys(secrets).length).toBeGreaterThan(8);
    for (const secret of Object.values(secrets)) {
      expect(secret).toMatchObject({ replica: [{ region: 'us-east-1' }] });
    }
  });

  it('have a name for everything that a workload reads', () => {
    const { singles, families } = allSecrets(topology);
    const known = [...singles, ...families.map((family) => `${family}/*`)];
    expect(known).toEqual(expect.arrayContaining(secretsOf(topology, 'api')));
    expect(known).toEqual(expect.arrayContaining(secretsOf(topology, 'sms')));
    expect(secretsOf(topology, 'api')).toContain('redis/api');
    expect(secretsOf(topology, 'timer')).toEqual([]);
  });

  it('have one member for each customer and each bind, below the prefix of the system', () => {
    expect(secrets.customers).toMatchObject({
      for_each: expression('var.customers'),
      name: `tandem/customers/${expression('each.value')}`,
    });
    expect(tests.get('global')).toMatchObject({ variables: { customers: [], smsc: [] } });
  });

  it('have no value in Terraform', () => {
    expect(objectAt(stack, 'resource')).not.toHaveProperty('aws_secretsmanager_secret_version');
  });
});
