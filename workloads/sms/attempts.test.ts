import type { Transaction, WakeUp } from '@tandem/core';
import { Status } from '@tandem/smpp';
import { expect, test } from 'vitest';
import { acceptedAt } from '../records/testing/transactions.ts';
import { nextAttempt } from './attempts.ts';

const policy = { maxAttempts: 2, retryAfterMs: 8_000, claimProgressMs: 5_000 };
const resolved: Transaction = { ...acceptedAt(0), state: 'resolved' };
const claimed = (attempt: number, change: Partial<WakeUp> = {}): WakeUp => ({
  attempt,
  claimedAt: 1_000,
  region: 'us-east-1',
  ...change,
});

test.each<[string, Partial<Transaction>, number, string]>([
  ['nothing claimed', {}, 0, 'due 1'],
  ['not resolved yet', { state: 'accepted' }, 0, 'over'],
  ['decided', { state: 'decided' }, 0, 'over'],
  ['past its deadline', {}, 30_000, 'over'],
  ['presented', { presentedAt: 1 }, 9_000, 'presented'],
  ['claimed a moment ago', { wakeUps: [claimed(1)] }, 5_999, 'waiting'],
  ['claimed, without a sign', { wakeUps: [claimed(1)] }, 6_000, 'orphan-or-silent 2'],
  ['silent for long', { wakeUps: [claimed(1)] }, 9_000, 'due 2'],
  ['timed out', { wakeUps: [claimed(1, { result: 'timed-out' })] }, 1_001, 'due 2'],
  ['lost its link', { wakeUps: [claimed(1, { result: 'link-lost' })] }, 1_001, 'due 2'],
  [
    'throttled to the end',
    { wakeUps: [claimed(1, { result: 'refused', commandStatus: Status.ESME_RTHROTTLED })] },
    1_001,
    'due 2',
  ],
  [
    'refused for good',
    { wakeUps: [claimed(1, { result: 'refused', commandStatus: Status.ESME_RINVDSTADR })] },
    20_000,
    'refused',
  ],
  ['out of attempts', { wakeUps: [claimed(1), claimed(2)] }, 20_000, 'exhausted'],
])('%s', (_, change, now, expected) => {
  const next = nextAttempt({ ...resolved, ...change }, now, policy);
  const text = { due: 'due ', 'orphan-or-silent': 'orphan-or-silent ', idle: '' }[next.kind];
  expect(`${text}${next.kind === 'idle' ? next.why : next.attempt}`).toBe(expected);
});
