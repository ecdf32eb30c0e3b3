import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { SqsQueue } from '#aws/sqs-queue';
import { render } from './render.ts';
import { expression, type StackSpec } from './spec.ts';
import { objectAt } from './tidy.ts';

const topology = topologyFor('document');
const spec = (
  name: string,
  build: StackSpec['build'],
  more: Partial<StackSpec> = {},
): StackSpec => ({
  name,
  scope: 'system',
  purpose: `The stack ${name}.`,
  rows: [],
  state: 'remote',
  build,
  ...more,
});
const giver = spec('giver', (context) => {
  context.export({ queueArn: 'arn', zoneIds: ['a', 'b'], roles: { 'us-east-1a': 'x' } });
});
const only = (specs: readonly StackSpec[], name: string) =>
  render(topology, specs).stacks.get(name) ?? {};

describe('a stack', () => {
  it('keeps its state in its own region, locked and encrypted', () => {
    const regional = render(topology, [spec('x', () => undefined, { scope: 'region' })]);
    expect([...regional.stacks.keys()]).toEqual(['x-us-east-1', 'x-us-west-2']);
    const backend = objectAt(objectAt(regional.stacks.get('x-us-east-1'), 'terraform'), 'backend');
    expect(backend.s3).toEqual({
      encrypt: true,
      key: 'x-us-east-1/terraform.tfstate',
      region: 'us-east-1',
      use_lockfile: true,
    });
  });

  it('is applied through the standby when it is of the whole system', () => {
    expect(render(topology, [giver]).manifest.stacks[0]?.region).toBe('us-west-2');
  });

  it('names its resources after their ids and tags them with their rows', () => {
    const stack = only(
      [
        spec('x', (context) => {
          const provider = context.providerIn('us-east-1');
          const through = provider === undefined ? {} : { provider };
          new SqsQueue(context.for('A1', 'P1'), 'spot-notices', { ...through, name: 'n' });
        }),
      ],
      'x',
    );
    expect(objectAt(objectAt(stack, 'resource'), 'aws_sqs_queue').spot_notices).toEqual({
      '//': { rows: ['A1', 'P1'] },
      name: 'n',
      provider: 'aws.us-east-1',
      tags: { Name: 'tandem-atnt-use1-spot-notices', Rows: 'A1 P1' },
    });
  });

  it('may not have two resources of one address', () => {
    const twice = spec('x', (context) => {
      new SqsQueue(context.for('A1'), 'queue', { name: 'one' });
      new SqsQueue(context.for('A2'), 'queue', { name: 'two' });
    });
    expect(() => render(topology, [twice])).toThrow('two elements are aws_sqs_queue.queue');
  });

  it('may not have a resource of no row', () => {
    const stray = spec('x', (context) => {
      new SqsQueue(context.stack, 'queue', { name: 'one' });
    });
    expect(() => render(topology, [stray])).toThrow('aws_sqs_queue.queue is of no row');
  });
});

describe('what passes between stacks', () => {
  const taker = spec('taker', (context) => {
    const { queueArn, roles } = context.take('giver', { queueArn: 'string', roles: 'map' });
    new SqsQueue(context.for('A1'), 'queue', { name: queueArn, policy: roles('us-east-1a') });
  });

  it('is one output of the one and one typed variable of the other, applied in that order', () => {
    const { manifest, stacks } = render(topology, [taker, giver]);
    expect(manifest.stacks.map(({ name }) => name)).toEqual(['giver', 'taker']);
    expect(objectAt(objectAt(stacks.get('giver'), 'output'), 'exports').value).toEqual({
      queue_arn: 'arn',
      roles: { 'us-east-1a': 'x' },
      zone_ids: ['a', 'b'],
    });
    expect(objectAt(objectAt(stacks.get('taker'), 'variable'), 'giver').type).toBe(
      'object({ queue_arn = string, roles = map(string) })',
    );
    const { queue } = objectAt(objectAt(stacks.get('taker'), 'resource'), 'aws_sqs_queue');
    expect(queue).toMatchObject({
      name: expression('var.giver.queue_arn'),
      policy: expression('var.giver.roles.us-east-1a'),
    });
  });

  it('has samples with the keys of what is exported, for a plan without an account', () => {
    const { tests } = render(topology, [giver, taker]);
    const variables = objectAt(tests.get('taker'), 'variables');
    expect(Object.keys(objectAt(objectAt(variables, 'giver'), 'roles'))).toEqual(['us-east-1a']);
  });

  it.each([
    ['a value that nobody exports', { other: 'string' }, 'exports no such value'],
    ['a value of another kind', { queueArn: 'strings' }, 'exports it as string'],
  ] as const)('is refused: %s', (_, fields, message) => {
    const wrong = spec('wrong', (context) => void context.take('giver', fields));
    expect(() => render(topology, [giver, wrong])).toThrow(message);
  });

  it('is refused: from a stack that there is not', () => {
    const wrong = spec('wrong', (context) => void context.take('nobody', { x: 'string' }));
    expect(() => render(topology, [wrong])).toThrow('which is not a stack');
  });

  it('is refused: in a circle', () => {
    const circle = (name: string, from: string) =>
      spec(name, (context) => {
        context.export({ x: 'x' });
        context.take(from, { x: 'string' });
      });
    const both = [circle('one', 'two'), circle('two', 'one')];
    expect(() => render(topology, both)).toThrow('takes from itself: one <- two <- one');
  });
});
