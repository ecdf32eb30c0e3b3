import { PROFILES, topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import type { DrillResult } from '../result/index.ts';
import { caseName, planOf, RTO_CASES } from './cases.ts';
import { measuredCases, rtoPage } from './page.ts';
import { predictDecision, predictRto } from './predict.ts';

describe('what is predicted', () => {
  it("is the document's 75 s and 95 s for a region that falls silent", () => {
    const { api, sim } = predictRto({ profile: 'document', drill: 'region-loss' });
    expect([api.worstMs, sim?.worstMs]).toEqual([60_000, 90_000]);
    const frozen = predictRto({ profile: 'document', drill: 'region-freeze' });
    expect(frozen.api.worstMs).toBe(75_000);
  });

  it('is nothing for a TCP check of a frozen region, whose kernel goes on accepting', () => {
    for (const profile of PROFILES) {
      expect(predictRto({ profile, drill: 'region-freeze' }).sim).toBeUndefined();
    }
  });

  it('is a promotion one renewal before or after the lease has lapsed', () => {
    expect(predictDecision(topologyFor('fast'))).toEqual({
      bestMs: 1_000,
      expectedMs: 1_500,
      worstMs: 2_000,
    });
  });
});

describe('the cases of the table', () => {
  it('are three losses in three profiles', () => {
    expect(RTO_CASES.map(caseName)).toEqual([
      'document-region-loss',
      'document-region-partition',
      'document-region-freeze',
      'tuned-region-loss',
      'tuned-region-partition',
      'tuned-region-freeze',
      'fast-region-loss',
      'fast-region-partition',
      'fast-region-freeze',
    ]);
  });

  it('run beside each other at a low rate where they last minutes', () => {
    const rates = RTO_CASES.map((rtoCase) => planOf(rtoCase, 1).rate);
    expect(rates).toEqual([10, 10, 10, 100, 100, 100, 100, 100, 100]);
  });
});

const measured: Pick<DrillResult, 'load' | 'rto' | 'measured'> = {
  load: {
    rate: 100,
    seconds: 15,
    offered: 1_500,
    accepted: 1_499,
    refused: 0,
    firstTryErrors: 12,
    errors: 1,
  },
  rto: {
    api: { detection: 2.96, traffic: 0, total: 0.14 },
    sim: { detection: 4.51, traffic: 0.2, total: 4.71 },
    jobs: { decision: 1.5, total: 1.52 },
  },
  measured: {
    firstTryAvailability: { before: 1, during: 0.99, after: 1 },
    asExpected: { before: 1, during: 0.9, after: 1 },
    completionP99Ms: { before: 1, during: 2, after: 1 },
    firstTryErrorsUntil: 0.14,
    failedOffersUntil: 0.02,
    p99NormalAfter: 1,
    refusedWrites: 2,
    epochs: 1,
    deadLetters: 0,
  },
};

describe('the page', () => {
  const results = new Map([['fast-region-loss', measured as DrillResult]]);
  const page = rtoPage(measuredCases(results), 'tandem drill rto');
  const rows = page.split('\n');

  it('sets what was measured beside what was predicted', () => {
    expect(rows).toContain('| fast | region-loss | API | 0 / 1.5 / 3 | 3 | – | 0 | 0.1 |');
    expect(rows).toContain('| fast | region-loss | SIM | 3 / 3.8 / 4.5 | 4.5 | – | 0.2 | 4.7 |');
    expect(rows).toContain('| fast | region-loss | jobs | 1 / 1.5 / 2 | – | 1.5 | – | 1.5 |');
  });

  it('separates what the edge, the client and the region guard contributed', () => {
    expect(rows).toContain(
      '| fast | [region-loss](../reports/fast-region-loss/result.json) | 1500 | 12 | 0.1 | 1 | 0 | 1 | 2 |',
    );
  });

  it('says what was not measured, and predicts it all the same', () => {
    expect(rows).toContain('| tuned | region-loss | API | 0 / 5 / 10 | – | – | – | – |');
    expect(rows).toContain('| tuned | region-partition | jobs | – | – | – | – | – |');
  });

  it('names the command that made it', () => {
    expect(page).toContain('Made by `tandem drill rto`');
  });
});
