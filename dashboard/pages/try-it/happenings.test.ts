import { describe, expect, it } from 'vitest';
import { happeningsOf, killedIn } from './happenings.ts';

const killed = { region: 'us-east-1', at: 10_000 };

describe('what followed a kill', () => {
  it('is told in the order of time, whoever saw it, and nothing older', () => {
    const happenings = happeningsOf({
      killed,
      incidents: [
        { at: 2_000, text: 'us-east-1 is ready' },
        { at: 11_500, text: 'edge: api of us-east-1 is down' },
        { at: 9_900, text: 'us-east-1 was ended by SIGKILL' },
      ],
      history: [{ at: 12_000, region: 'us-west-2', event: 'promoted', epoch: 2 }],
      moved: { from: 'us-east-1', to: 'us-west-2', lostAt: 10_100, backAt: 10_900 },
    });
    expect(happenings).toEqual([
      { after: 0, text: 'us-east-1 was ended by SIGKILL' },
      { after: 900, text: 'this page is answered by us-west-2' },
      { after: 1_500, text: 'edge: api of us-east-1 is down' },
      { after: 2_000, text: 'us-west-2: promoted, epoch 2' },
    ]);
  });
});

describe('the region that is dead now', () => {
  const incidents = [
    { at: 2_000, text: 'us-east-1: SIGKILL to 2 processes' },
    { at: 5_000, text: 'us-east-1: starting to 2 processes' },
  ];
  const process = (state: 'ready' | 'stopped') => ({
    name: 'a',
    role: 'region',
    region: 'us-east-1',
    state,
  });

  it('is known whoever killed it', () => {
    expect(killedIn({ processes: [process('stopped')], incidents })).toEqual({
      region: 'us-east-1',
      at: 2_000,
    });
  });

  it('is none after its start', () => {
    expect(killedIn({ processes: [process('ready')], incidents })).toBeUndefined();
  });
});
