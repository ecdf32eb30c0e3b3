import { topologyFor } from '@tandem/topology';
import { expect, it } from 'vitest';
import { checkChoices } from './choices.ts';

const topology = topologyFor('document');

it('warns of a log shipper past its end of life, and says what to choose instead', () => {
  const [finding] = checkChoices(topology);
  expect(finding).toMatchObject({ check: 'log shipper', verdict: 'warning' });
  expect(finding?.fix).toContain('logShipper: alloy');
});

it('is content with the other one', () => {
  const visual = { ...topology.observability.visual, logShipper: 'alloy' as const };
  const observability = { ...topology.observability, visual };
  expect(checkChoices({ ...topology, observability })).toEqual([
    { check: 'log shipper', verdict: 'ok', detail: 'alloy' },
  ]);
});
