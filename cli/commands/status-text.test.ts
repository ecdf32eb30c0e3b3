import { expect, it } from 'vitest';
import { statusText } from './status-text.ts';

const AT = Date.UTC(2026, 10, 23, 9, 0, 1);

it('tells an order as the operator’s, not as that of the region that took it', () => {
  const entry = { at: AT, region: 'us-east-1' };
  const text = statusText({
    supervisor: undefined,
    regions: {
      now: AT,
      home: 'us-east-1',
      leaseMs: 1_500,
      regions: [],
      history: [
        { ...entry, event: 'drained', detail: 'us-west-2' },
        { ...entry, event: 'handover-requested', epoch: 2, detail: 'from us-west-2 to us-east-1' },
        { ...entry, event: 'promoted', epoch: 3, detail: 'handed over by us-west-2' },
      ],
    },
  });
  expect(text.split('\n').slice(-3)).toEqual([
    '2026-11-23T09:00:01.000Z  operator: drained us-west-2',
    '2026-11-23T09:00:01.000Z  operator: handover-requested, epoch 2, from us-west-2 to us-east-1',
    '2026-11-23T09:00:01.000Z  us-east-1: promoted, epoch 3, handed over by us-west-2',
  ]);
});
