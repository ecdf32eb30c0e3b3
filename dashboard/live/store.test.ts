import { describe, expect, it } from 'vitest';
import type { LiveState, Sample } from '../api/types.ts';
import { EMPTY, MAX_SAMPLES, onLost, onSnapshot, onUpdate } from './store.ts';

const stateOf = (region: string, at: number) => ({ region, at }) as LiveState;
const sampleAt = (at: number): Sample => ({ at, regions: {} });
const begun = onSnapshot(EMPTY, { state: stateOf('us-east-1', 1_000), samples: [] }, 1_000);

describe('the live store', () => {
  it('says which region took the stream up after it broke, and for how long it was away', () => {
    const lost = onLost(begun, 2_000);
    expect(lost.connection).toEqual({ kind: 'lost', region: 'us-east-1', since: 2_000 });
    const back = onSnapshot(lost, { state: stateOf('us-west-2', 3_500), samples: [] }, 3_500);
    expect(back.connection).toEqual({ kind: 'live', region: 'us-west-2' });
    expect(back.lastMove).toEqual({
      from: 'us-east-1',
      to: 'us-west-2',
      lostAt: 2_000,
      backAt: 3_500,
    });
  });

  it('counts a loss from its beginning, however often it fails to reconnect', () => {
    expect(onLost(onLost(begun, 2_000), 9_000).connection).toMatchObject({ since: 2_000 });
  });

  it('keeps what is needed for the charts, once each', () => {
    let live = begun;
    for (let at = 1; at <= MAX_SAMPLES + 20; at += 1) {
      const update = { state: stateOf('us-east-1', at), sample: sampleAt(at) };
      live = onUpdate(onUpdate(live, update, at), update, at);
    }
    expect(live.samples).toHaveLength(MAX_SAMPLES);
    expect(live.samples[0]?.at).toBe(21);
  });

  it('shows the last known state while the stream is away', () => {
    expect(onLost(begun, 2_000).state).toBe(begun.state);
  });
});
