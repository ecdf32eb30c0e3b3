import { describe, expect, it } from 'vitest';
import { liveState } from '../testing/live-state.ts';
import { flowsOf, paceOf, standingOf } from './flows.ts';
import { curve } from './geometry.ts';

describe('the map', () => {
  it('closes every way to and from a region that is silent', () => {
    const state = liveState({ lost: 'us-east-1' });
    const flows = flowsOf(state);
    expect(flows.filter(({ region }) => region === 0).map((flow) => flow.state)).toEqual(
      Array(4).fill('closed'),
    );
    expect(flows.filter(({ region }) => region === 1).map((flow) => flow.state)).toEqual(
      Array(4).fill('open'),
    );
  });

  it('closes the way of the API alone when only that check fails', () => {
    const state = liveState({ apiDown: 'us-west-2' });
    const closed = flowsOf(state).filter((flow) => flow.state === 'closed');
    expect(closed).toMatchObject([{ from: 'api', to: 'region us-west-2' }]);
  });

  it('says how a region stands', () => {
    const [first, second] = liveState({ lost: 'us-east-1' }).regions;
    expect(first && standingOf(first, 'us-west-2')).toBe('silent');
    expect(second && standingOf(second, 'us-west-2')).toBe('active');
  });

  it('moves as fast as the eye follows', () => {
    expect([0, 0.4, 40, 9_000].map(paceOf)).toEqual(['still', 'slow', 'steady', 'quick']);
  });

  it('draws sideways where there is room, else downwards', () => {
    const box = { left: 0, top: 0, width: 100, height: 50 };
    expect(curve(box, { ...box, left: 200 })).toBe('M100 25C150 25 150 25 200 25');
    expect(curve(box, { ...box, top: 100 })).toBe('M50 50C50 75 50 75 50 100');
  });
});
