import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { predictEdgeDetection, predictEdgeRecovery } from './predict.ts';

const SECOND = 1_000;

describe('profile document', () => {
  const topology = topologyFor('document');

  it('sees a silent origin after 75 s at worst: 60 s, then 3 time-outs of 5 s', () => {
    const { api } = predictEdgeDetection(topology, 'silent');
    expect(api.worstMs).toBe(75 * SECOND);
    expect(api.expectedMs).toBe(45 * SECOND);
    expect(api.bestMs).toBe(15 * SECOND);
  });

  it('sees a refusing origin after 60 s at worst, as only time-outs are retried', () => {
    expect(predictEdgeDetection(topology, 'refusing').api.worstMs).toBe(60 * SECOND);
  });

  it('sees a lost applet listener after 90 s at worst, and a silent one a time-out later', () => {
    expect(predictEdgeDetection(topology, 'refusing').applets.worstMs).toBe(90 * SECOND);
    expect(predictEdgeDetection(topology, 'refusing').applets.expectedMs).toBe(75 * SECOND);
    expect(predictEdgeDetection(topology, 'silent').applets.worstMs).toBe(95 * SECOND);
  });

  it('sees them return after 60 s and 90 s at worst', () => {
    expect(predictEdgeRecovery(topology).api.worstMs).toBe(60 * SECOND);
    expect(predictEdgeRecovery(topology).applets.worstMs).toBe(90 * SECOND);
  });
});

describe('every other profile', () => {
  it.each(['tuned', 'fast'] as const)('%s is faster than the document', (profile) => {
    for (const mode of ['silent', 'refusing'] as const) {
      const document = predictEdgeDetection(topologyFor('document'), mode);
      const other = predictEdgeDetection(topologyFor(profile), mode);
      expect(other.api.worstMs).toBeLessThan(document.api.worstMs);
      expect(other.applets.worstMs).toBeLessThan(document.applets.worstMs);
    }
  });
});
