import { expect, test } from 'vitest';
import { MAX_SEQUENCE, PendingRequests } from './pending.ts';

const request = {
  response: 'submit_sm_resp',
  deadline: 0,
  inWindow: true,
  resolve: () => undefined,
  reject: () => undefined,
} as const;

test('sequence numbers wrap at 0x7FFFFFFF to 1', () => {
  const pending = new PendingRequests(MAX_SEQUENCE - 1);
  expect([pending.nextSequence(), pending.nextSequence()]).toEqual([0x7fff_ffff, 1]);
});

test('a sequence number that is still pending is not used again', () => {
  const pending = new PendingRequests(MAX_SEQUENCE);
  pending.add(1, request);
  pending.add(2, request);
  expect(pending.nextSequence()).toBe(3);
});
