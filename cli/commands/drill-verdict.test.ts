import type { DrillResult, UnjudgedDrill } from '@tandem/drills';
import { describe, expect, it } from 'vitest';
import { describeResult } from './drill-verdict.ts';

const result: Pick<
  DrillResult,
  | 'drill'
  | 'profile'
  | 'seed'
  | 'valid'
  | 'load'
  | 'lost'
  | 'contradictory'
  | 'duplicateCallbacks'
  | 'duplicateWakeups'
  | 'auditChain'
  | 'rto'
  | 'checks'
> = {
  drill: 'region-loss',
  profile: 'fast',
  seed: 7,
  valid: false,
  load: {
    rate: 100,
    seconds: 15,
    offered: 1_500,
    accepted: 1_498,
    refused: 0,
    firstTryErrors: 4,
    errors: 2,
  },
  lost: 1,
  contradictory: 0,
  duplicateCallbacks: 3,
  duplicateWakeups: 0,
  auditChain: 'ok',
  rto: {
    api: { detection: 3, traffic: 0, total: 0.14 },
    sim: { detection: 4.5, traffic: 0.2, total: 4.71 },
    jobs: { decision: null, total: null },
  },
  checks: [
    { id: 'I1', valid: false, detail: 'request r, transaction t: was lost', operations: ['t'] },
    { id: 'I2', valid: true, detail: 'all agree', operations: [] },
  ],
};

describe('the verdict of a drill', () => {
  it('is a few exact lines, with what is not valid', () => {
    expect(describeResult(result as DrillResult, '/nowhere')).toBe(
      [
        'region-loss (fast, seed 7): INVALID',
        '  1500 offered, 1498 accepted, 0 refused, 2 failed (4 at the first try)',
        '  1 lost, 0 contradictory, 3 callbacks and 0 wake-ups repeated, audit chain ok',
        '  API 0.1 s, SIM 4.7 s, jobs - from the fault until they worked again',
        '  I1 INVALID: request r, transaction t: was lost',
      ].join('\n'),
    );
  });

  it('says why there is none', () => {
    const unjudged: UnjudgedDrill = {
      drill: 'failback',
      profile: 'fast',
      seed: 1,
      valid: 'unknown',
      problem: 'port 8080 (API) is in use',
    };
    expect(describeResult(unjudged, '/nowhere')).toBe(
      'failback (fast, seed 1): UNKNOWN\n  port 8080 (API) is in use',
    );
  });
});
