import { describe, expect, it } from 'vitest';
import type { Json } from '../../framework/tidy.ts';
import { driftOf } from './drift.ts';

const change = (
  type: string,
  actions: string[],
  before: Json,
  after: Json,
  unknown: Json = {},
) => ({
  address: `module.a.${type}.one`,
  type,
  change: { actions, before, after, after_unknown: unknown },
});
const drift = (...changes: object[]) => driftOf({ resource_changes: changes });

describe('what a second plan wants', () => {
  it('is nothing where it only reads', () => {
    const none = drift(
      change('aws_vpc', ['no-op'], { a: 1 }, { a: 1 }),
      change('aws_vpc', ['read'], null, { a: 1 }),
    );
    expect(none).toEqual({ known: [], findings: [] });
    expect(driftOf({})).toEqual({ known: [], findings: [] });
  });

  it('is told to the value, in blocks too', () => {
    const { findings } = drift(
      change(
        'aws_vpc',
        ['update'],
        { tags: { a: 'x', b: 'y' }, block: [{ in: 1 }, { in: 2 }], list: ['a'], same: [{}] },
        { tags: { a: 'x', b: 'z' }, block: [{ in: 1 }, { in: 3 }], list: ['a', 'b'], same: [{}] },
      ),
    );
    expect(findings).toEqual(
      ['tags.b', 'block.in', 'list'].map(
        (path) => `module.a.aws_vpc.one: a second plan wants to change ${path}`,
      ),
    );
  });

  it('leaves out what only the apply will tell', () => {
    const { findings } = drift(
      change(
        'aws_vpc',
        ['delete', 'create'],
        { arn: 'x', block: [{ id: 'x', in: 1 }], name: 'a' },
        { block: [{ in: 1 }], name: 'b' },
        { arn: true, block: [{ id: true }] },
      ),
    );
    expect(findings).toEqual(['module.a.aws_vpc.one: a second plan wants to change name']);
  });

  it('is a finding where a resource is to be made, removed or replaced as it is', () => {
    const { findings } = drift(
      change('aws_vpc', ['create'], null, { a: 1 }),
      change('aws_vpc', ['delete'], { a: 1 }, null),
      change('aws_vpc', ['delete', 'create'], { a: 1 }, { a: 1 }),
    );
    expect(findings).toEqual(
      ['create', 'delete', 'delete+create'].map(
        (path) => `module.a.aws_vpc.one: a second plan wants to change ${path}`,
      ),
    );
  });

  it('is known by its type and path, once, and by no other', () => {
    const upgrade = (support: string): Json => ({ upgrade_policy: [{ support_type: support }] });
    const cluster = change('aws_eks_cluster', ['update'], upgrade('a'), upgrade('b'));
    expect(drift(cluster, cluster)).toEqual({
      known: ['aws_eks_cluster.upgrade_policy'],
      findings: [],
    });
    const version = change('aws_eks_cluster', ['update'], { version: '1' }, { version: '2' });
    expect(drift(version).findings).toHaveLength(1);
    const elsewhere = change('aws_eks_addon', ['update'], upgrade('a'), upgrade('b'));
    expect(drift(elsewhere).findings).toHaveLength(1);
  });
});
