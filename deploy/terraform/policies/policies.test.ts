import { topologyFor } from '@tandem/topology';
import { describe, expect, it, vi } from 'vitest';
import { render } from '../framework/render.ts';
import { STACKS } from '../stacks/index.ts';
import { findingsOf, POLICIES } from './index.ts';
import { SEEDS } from './testing/seeds.ts';
import { type View, viewOf } from './view.ts';

// The stacks of the whole system are synthesised here: a second alone, many on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const topology = topologyFor('document');
const { manifest, stacks } = render(topology, STACKS);
const fresh = (): View => viewOf(topology, manifest, structuredClone(stacks));

describe('the policies', () => {
  it('find nothing in what synth writes', () => {
    expect(findingsOf(fresh())).toEqual([]);
  });

  it.each(SEEDS)('$policy catches $title', ({ policy, spoil }) => {
    const view = fresh();
    const wanted = spoil(view);
    expect([...(POLICIES[policy]?.(view) ?? [])].join('\n')).toContain(wanted);
  });

  it('have a seeded violation each', () => {
    const seeded = new Set(SEEDS.map(({ policy }) => policy));
    // The firewall's own are in inspection.test.ts.
    const elsewhere = ['symmetric firewall routes'];
    expect(Object.keys(POLICIES).filter((name) => !seeded.has(name))).toEqual(elsewhere);
  });
});
