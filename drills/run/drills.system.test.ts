import { describe, expect, it } from 'vitest';
import { brokenInvariants, shortDrill } from './testing/short-drill.ts';

describe('a short drill under load', () => {
  it.each([
    { drill: 'region-loss', seconds: 8 },
    { drill: 'region-freeze', seconds: 8 },
    { drill: 'region-blackhole', seconds: 8 },
    { drill: 'documents-election', seconds: 6 },
    { drill: 'failback', seconds: 8 },
    { drill: 'smsc-loss', seconds: 6 },
  ])('$drill loses nothing and contradicts nobody', async (short) => {
    const result = await shortDrill(short);
    expect(brokenInvariants(result)).toEqual([]);
    expect(result).toMatchObject({ lost: 0, contradictory: 0, auditChain: 'ok' });
    expect(result.load.accepted).toBeGreaterThan(0);
    if (short.drill === 'region-freeze') expect(result.measured.refusedWrites).toBeGreaterThan(0);
    if (short.drill === 'failback') expect(result.measured.epochs).toBeGreaterThanOrEqual(2);
  });
});
