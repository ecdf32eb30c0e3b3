import { topologyFor } from '@tandem/topology';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { render } from './render.ts';
import { type FileSpec, type GroupSpec, rowed } from './spec.ts';

const topology = topologyFor('document');
const configMap = (name: string, data: Record<string, string>) =>
  rowed<IConfigMap>(['T1'], { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
const group = (name: string, wave: number, files: readonly FileSpec[]): GroupSpec => ({
  name,
  wave,
  purpose: 'A test.',
  namespace: 'tandem',
  build: () => files,
});
const one = group('one', 0, [{ name: 'map', objects: [configMap('a', { on: 'on', n: '012' })] }]);

describe('a rendered tree', () => {
  const tree = render(topology, [group('later', 5, []), one]);

  it('has every group in every region, and says in which order', () => {
    expect([...tree.keys()]).toEqual([
      'kubernetes/us-east-1/one/map.yaml',
      'kubernetes/us-east-1/one/kustomization.yaml',
      'kubernetes/us-east-1/later/kustomization.yaml',
      'kubernetes/us-west-2/one/map.yaml',
      'kubernetes/us-west-2/one/kustomization.yaml',
      'kubernetes/us-west-2/later/kustomization.yaml',
      'kubernetes/groups.json',
    ]);
    const { groups } = JSON.parse(tree.get('kubernetes/groups.json') ?? '');
    expect(groups.map((known: { name: string }) => known.name)).toEqual(['one', 'later']);
  });

  it('says of each object which rows it implements', () => {
    const [document] = parseAllDocuments(tree.get('kubernetes/us-east-1/one/map.yaml') ?? '');
    expect(document?.toJS()).toMatchObject({
      metadata: { name: 'a', annotations: { 'tandem.unibeam.com/rows': 'T1' } },
    });
  });

  it('quotes what an old parser takes for a number or a truth', () => {
    expect(tree.get('kubernetes/us-east-1/one/map.yaml')).toContain('"on": "on"\n  "n": "012"');
  });

  it('is the same every time', () => {
    expect(render(topology, [group('later', 5, []), one])).toEqual(tree);
  });
});

it('refuses two objects of one name, and an object of no row', () => {
  const twins = [{ name: 'x', objects: [configMap('a', {}), configMap('a', {})] }];
  expect(() => render(topology, [group('g', 0, twins)])).toThrow(
    'group g: two objects are v1 ConfigMap /a',
  );
  const rowless = [{ name: 'x', objects: [{ ...configMap('a', {}), rows: [] }] }];
  expect(() => render(topology, [group('g', 0, rowless)])).toThrow('ConfigMap a is of no row');
});
