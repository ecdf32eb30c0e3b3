import { describe, expect, it } from 'vitest';
import { liveState } from '../../testing/live-state.ts';
import { servedOf } from './served.ts';

const LOST = 'us-east-1';
const told = (state: ReturnType<typeof liveState>) =>
  servedOf(LOST, state).map(({ what, elsewhere, text }) => `${elsewhere} ${what} ${text}`);

describe('what a lost region did', () => {
  it('moves part by part: requests at once, the rest when lease and checks say so', () => {
    expect(told(liveState())).toEqual([
      'true API requests are tried in us-west-2 when us-east-1 does not answer; the edge sees the loss within 3.75 s',
      'false Singleton work waits until the lease of us-east-1 lapses, after 1.50 s',
      'false Applets are still sent to us-east-1: the accelerator sees the loss within 6.00 s',
    ]);
  });

  it('is all done elsewhere in the end', () => {
    expect(told(liveState({ lost: LOST }))).toEqual([
      'true API requests go to us-west-2',
      'true Singleton work is done by us-west-2',
      'true Applets reach us-west-2',
    ]);
  });
});
