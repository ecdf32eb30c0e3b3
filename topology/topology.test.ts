import { describe, expect, it } from 'vitest';
import { PROFILES, type Profile } from './schema/topology.ts';
import {
  activeRegion,
  deadLetterOf,
  passiveRegions,
  regionNamed,
  topicsOf,
  topologyFor,
} from './topology.ts';

describe('topologyFor', () => {
  it.each(PROFILES)('gives %s, the same object each time', (profile) => {
    expect(topologyFor(profile).profile).toBe(profile);
    expect(topologyFor(profile)).toBe(topologyFor(profile));
  });

  it('gives what nobody can change, to the last leaf', () => {
    const mutable: string[] = [];
    const visit = (value: unknown, path: string) => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value)) mutable.push(path);
      for (const [key, item] of Object.entries(value)) visit(item, `${path}.${key}`);
    };
    visit(topologyFor('fast'), 'topology');
    expect(mutable).toEqual([]);
  });

  it('names the profiles when it is asked for another', () => {
    expect(() => topologyFor('quick' as Profile)).toThrow(
      'profile = "quick": is not a profile (allowed: document, tuned, fast)',
    );
  });
});

describe('regions', () => {
  const topology = topologyFor('document');

  it('are found by role', () => {
    expect(activeRegion(topology).name).toBe('us-east-1');
    expect(passiveRegions(topology).map(({ name }) => name)).toEqual(['us-west-2']);
  });

  it('are found by name, or the error lists them', () => {
    expect(regionNamed(topology, 'us-west-2').role).toBe('passive');
    expect(() => regionNamed(topology, 'us-west-1')).toThrow(
      'region = "us-west-1": is not a region (allowed: us-east-1, us-west-2)',
    );
  });
});

describe('topics', () => {
  it('have a dead-letter topic each', () => {
    const topology = topologyFor('document');
    const names = topicsOf(topology).map(({ name }) => name);
    expect(names).toHaveLength(2 * topology.events.topics.length);
    expect(names).toContain(deadLetterOf(topology, 'transaction-decided'));
    expect(deadLetterOf(topology, 'trail')).toBe('trail.dead-letter');
  });
});
