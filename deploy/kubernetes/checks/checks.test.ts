import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { kubernetesTree } from '../synthesize.ts';
import { invalidObjects } from './objects.ts';
import { unknownFields } from './strict.ts';
import { broken, emittedFrom } from './testing/broken.ts';
import { emittedObjects } from './view.ts';

const objects = emittedObjects(kubernetesTree(topologyFor('document')));

describe('what synth writes', () => {
  it('is valid, every object', () => {
    expect(invalidObjects(objects)).toEqual([]);
  });

  it('has no unknown field', () => {
    expect(unknownFields(objects)).toEqual([]);
  });
});

describe('a validator', () => {
  it('finds a value of the wrong type', () => {
    const [finding] = invalidObjects(
      broken(objects, { kind: 'Deployment', name: 'sim' }, ['spec', 'minReadySeconds'], 'ten'),
    );
    expect(finding).toContain('us-east-1 Deployment tandem/sim');
    expect(finding).toContain('minReadySeconds must be integer');
  });

  it('finds a kind that nobody can check', () => {
    const unknown = emittedFrom('apiVersion: v9\nkind: Wheel\nmetadata: { name: x }\n');
    expect(invalidObjects(unknown)).toEqual([
      'us-east-1 Wheel x: v9 Wheel is no kind that can be checked (framework/kinds.ts)',
    ]);
    expect(unknownFields(unknown)).toHaveLength(1);
  });
});

describe('the strict check', () => {
  it.each([
    [
      'Deployment',
      ['spec', 'template', 'spec', 'containers', 0, 'resource'],
      'spec.template.spec.containers[0].resource',
    ],
    ['HorizontalPodAutoscaler', ['spec', 'behaviour'], 'spec.behaviour'],
    ['TargetGroupBinding', ['spec', 'targetGroup'], 'spec.targetGroup'],
    ['ServiceMonitor', ['spec', 'endpoints', 0, 'intervall'], 'spec.endpoints[0].intervall'],
    ['NetworkPolicy', ['spec', 'ingres'], 'spec.ingres'],
  ])('finds a misspelt field of a %s', (kind, path, told) => {
    const found = unknownFields(broken(objects, { kind, name: 'sim' }, path, {}));
    expect(found).toEqual([`us-east-1 ${kind} tandem/sim: ${told} is no field of ${kind}`]);
  });

  it('takes any key of a map', () => {
    const path = ['metadata', 'annotations', 'whatever'];
    const found = broken(objects, { kind: 'Deployment', name: 'sim' }, path, 'x');
    expect(unknownFields(found)).toEqual([]);
  });
});
