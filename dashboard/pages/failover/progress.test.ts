import { describe, expect, it } from 'vitest';
import type { Action, FailoverDocument } from '../../api/types.ts';
import { progressOf } from './progress.ts';

const EAST = 'us-east-1';

function tells(action: Action['action'], state: 'up' | 'down', holder: string, changed = true) {
  const overview = {
    lease: { epoch: 3, holder },
    regions: [{ name: EAST, state }],
  } as unknown as FailoverDocument['overview'];
  const { tone, text } = progressOf({ action, region: EAST, changed }, overview);
  return `${tone}: ${text}`;
}

describe('an order that was given', () => {
  it.each([
    ['failback', 'up', 'us-west-2', /^accent: us-west-2 is handing .* to us-east-1/],
    ['failback', 'up', EAST, /^good: us-east-1 is active, epoch 3/],
    ['drain', 'up', EAST, /^accent: us-east-1 is told to drain/],
    ['drain', 'down', EAST, /^good: us-east-1 is drained/],
    ['undrain', 'down', EAST, /^accent: us-east-1 is told to serve/],
    ['undrain', 'up', EAST, /^good: us-east-1 serves again/],
  ] as const)('%s, while it is %s and %s holds the lease', (action, state, holder, told) => {
    expect(tells(action, state, holder)).toMatch(told);
  });

  it('and changed nothing says so', () => {
    expect(tells('drain', 'up', EAST, false)).toBe('good: us-east-1: it was so already.');
  });
});
