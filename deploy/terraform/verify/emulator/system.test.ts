import { describe, expect, it } from 'vitest';
import { expression } from '../../framework/spec.ts';
import type { JsonObject } from '../../framework/tidy.ts';
import type { WrittenStack } from '../stage.ts';
import { emulatedSystem } from './system.ts';

const AWS = { aws: [{ region: 'us-west-2' }] };
const stack = (name: string, json: JsonObject, variables: JsonObject = {}): WrittenStack => ({
  name,
  directory: `/nowhere/${name}`,
  json: { provider: AWS, ...json },
  test: { variables },
});
const systemOf = (...stacks: WrittenStack[]) =>
  emulatedSystem({ stacks, manifest: { system: 'x', stacks: [] } });

const storage = stack('storage-west', {
  resource: {
    aws_s3_bucket: { logs: { bucket: 'logs' } },
    aws_s3_bucket_policy: { logs: { bucket: 'logs', policy: '{}' } },
  },
  output: { exports: { value: { logs: 'logs' } } },
});
const accelerator = stack('accelerator', {
  resource: { aws_globalaccelerator_accelerator: { main: { name: 'x' } } },
  output: { exports: { value: { arn: 'x' } } },
});
const edge = stack(
  'edge',
  {
    variable: { account_id: {}, storage_west: {}, accelerator: {}, atlas: {}, unsaid: {} },
    resource: { aws_lb: { alb: { name: 'x' } }, aws_lb_trust_store: { trust: { name: 'x' } } },
  },
  { account_id: '1', storage_west: { logs: 'sample' }, accelerator: { arn: 'a' }, atlas: {} },
);
const atlas: WrittenStack = { ...stack('atlas', {}), json: { provider: { mongodbatlas: [{}] } } };

describe('the system for the emulator', () => {
  const { root, modules, left, nothingOf } = systemOf(storage, accelerator, atlas, edge);

  it('calls each stack of AWS with what the others export, and with samples of the rest', () => {
    expect(root).toEqual({
      module: {
        'storage-west': { source: './storage-west' },
        edge: {
          source: './edge',
          account_id: '1',
          storage_west: expression('module.storage-west.exports'),
          accelerator: { arn: 'a' },
          atlas: {},
          unsaid: null,
        },
      },
    });
  });

  it('has no module of a stack that is left out whole, and says so', () => {
    expect(modules.map(({ of }) => of.name)).toEqual(['storage-west', 'edge']);
    expect(nothingOf).toEqual(['accelerator']);
    expect(left).toEqual([
      'accelerator: aws_globalaccelerator_accelerator.main',
      'edge: aws_lb_trust_store.trust',
    ]);
  });

  it('exports a bucket when its policy is there', () => {
    expect(modules[0]?.json.output).toEqual({
      exports: { value: { logs: 'logs' }, depends_on: ['aws_s3_bucket_policy.logs'] },
    });
    expect(modules[1]?.json).not.toHaveProperty('output');
  });
});
