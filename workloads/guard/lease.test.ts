import { describe, expect, test } from 'vitest';
import {
  LEASE_ID,
  type Lease,
  type Look,
  nextStep,
  observe,
  type Position,
  type Watch,
  yieldOf,
} from './lease.ts';

const LEASE_MS = 15_000;
const LOOK_EVERY_MS = 5_000;
const held: Lease = { _id: LEASE_ID, version: 7, epoch: 3, holder: 'east', renewals: 40 };
const at = (region: string, more: Partial<Position> = {}): Position => ({
  region,
  firstHolder: 'east',
  leaseMs: LEASE_MS,
  lookEveryMs: LOOK_EVERY_MS,
  candidate: true,
  ...more,
});
const look = (lease: Lease | undefined, sentAt: number): Look => ({
  lease,
  sentAt,
  answeredAt: sentAt + 5,
});

/** Looks at its intervals, from 0 on; the last look decides. */
function after(lease: Lease | undefined, looks: number): { look: Look; watch: Watch } {
  let watch: Watch | undefined;
  let last = look(lease, 0);
  for (let i = 0; i < looks; i += 1) {
    last = look(lease, i * LOOK_EVERY_MS);
    watch = observe(watch, last);
  }
  if (!watch) throw new Error('no look was taken');
  return { look: last, watch };
}

describe('the first lease', () => {
  test('is taken by the active region of the topology at once', () => {
    const { look: last, watch } = after(undefined, 1);
    expect(nextStep(last, watch, at('east'))).toEqual({
      kind: 'create',
      write: { _id: LEASE_ID, version: 1, epoch: 1, holder: 'east', renewals: 0 },
    });
  });

  test('is left alone by a standby until nobody took it for one lease', () => {
    const early = after(undefined, 4);
    expect(nextStep(early.look, early.watch, at('west')).kind).toBe('watch');
    const late = after(undefined, 5);
    expect(nextStep(late.look, late.watch, at('west')).kind).toBe('create');
  });
});

describe('a standby', () => {
  test('promotes itself with the next epoch after one lease of standstill', () => {
    const { look: last, watch } = after(held, 5);
    expect(nextStep(last, watch, at('west'))).toEqual({
      kind: 'promote',
      write: { _id: LEASE_ID, version: 8, epoch: 4, holder: 'west', renewals: 41 },
    });
  });

  test('counts from the arrival of the first answer to the sending of the last question', () => {
    const { look: last, watch } = after(held, 4);
    expect(last.sentAt).toBe(LEASE_MS);
    expect(nextStep(last, watch, at('west')).kind).toBe('watch');
  });

  test('starts the count again when the holder renewed', () => {
    const { watch } = after(held, 4);
    const renewed = look({ ...held, renewals: 41, version: 8 }, 20_000);
    const next = observe(watch, renewed);
    expect(next.since).toBe(renewed.answeredAt);
    expect(nextStep(renewed, next, at('west')).kind).toBe('watch');
  });

  test('takes a silence of documents for one look, as the holder could not renew either', () => {
    const late = look(held, 5_000 + 60_000);
    const watch = observe(after(held, 2).watch, late);
    expect(nextStep(late, watch, at('west')).kind).toBe('watch');
    const next = look(held, 70_000);
    expect(nextStep(next, observe(watch, next), at('west')).kind).toBe('promote');
  });

  test('however slow its looks are, needs no more of them than renewals fit into a lease', () => {
    let watch: Watch | undefined;
    const steps = [0, 1, 2, 3].map((nth) => {
      const slow = look(held, nth * 4 * LEASE_MS);
      watch = observe(watch, slow);
      return nextStep(slow, watch, at('west')).kind;
    });
    expect(steps).toEqual(['watch', 'watch', 'watch', 'promote']);
  });

  test('is not misled by a request for a handover, which changes the version only', () => {
    const { watch } = after(held, 4);
    const asked = { ...held, version: 9, handover: { to: 'west', released: false } };
    const last = look(asked, 20_000);
    expect(nextStep(last, observe(watch, last), at('west')).kind).toBe('promote');
  });
});

describe('the holder', () => {
  test('renews', () => {
    const { look: last, watch } = after(held, 9);
    expect(nextStep(last, watch, at('east'))).toEqual({
      kind: 'renew',
      write: { ...held, version: 8, renewals: 41 },
    });
  });

  test('releases when asked to hand over, and drops a request for itself', () => {
    const { watch } = after(held, 1);
    const asked = (to: string) => look({ ...held, handover: { to, released: false } }, 0);
    expect(nextStep(asked('west'), watch, at('east'))).toEqual({
      kind: 'release',
      write: { ...held, version: 8, renewals: 41, handover: { to: 'west', released: true } },
    });
    expect(nextStep(asked('east'), watch, at('east'))).toEqual({
      kind: 'renew',
      write: { ...held, version: 8, renewals: 41 },
    });
  });
});

describe('a released lease', () => {
  const released = { ...held, handover: { to: 'west', released: true } };

  test('is taken at once by the region it was released to', () => {
    const { look: last, watch } = after(released, 1);
    const step = nextStep(last, watch, at('west'));
    expect(step).toMatchObject({ kind: 'promote', write: { epoch: 4, holder: 'west' } });
    expect(step.kind === 'promote' && 'handover' in step.write).toBe(false);
  });

  test('is taken by any region, the former holder too, after one lease without a taker', () => {
    const early = after(released, 2);
    expect(nextStep(early.look, early.watch, at('east')).kind).toBe('watch');
    const late = after(released, 5);
    expect(nextStep(late.look, late.watch, at('east')).kind).toBe('promote');
  });
});

describe('a lease that was yielded', () => {
  const yielded = yieldOf(held);

  test('is taken at once by a region that stood by', () => {
    const before = after(held, 1);
    const last = look(yielded, 5_000);
    const watch = observe(before.watch, last);
    expect(nextStep(last, watch, at('west'))).toMatchObject({
      kind: 'promote',
      write: { epoch: 4, holder: 'west', version: 9 },
    });
    expect(nextStep(last, watch, at('west', { candidate: false })).kind).toBe('watch');
  });

  test('is left to its holder by a region that has only just started', () => {
    const { look: last, watch } = after(yielded, 2);
    expect(nextStep(last, watch, at('west')).kind).toBe('watch');
    const resumed = nextStep(last, watch, at('east'));
    expect(resumed).toMatchObject({ kind: 'renew', write: { epoch: 3, holder: 'east' } });
    expect(resumed.kind === 'renew' && 'yielded' in resumed.write).toBe(false);
  });
});

describe('a region that should not hold the lease', () => {
  test('hands it to the one that is able', () => {
    const { look: last, watch } = after(held, 1);
    expect(nextStep(last, watch, at('east', { stepAsideFor: 'west' }))).toMatchObject({
      kind: 'release',
      write: { epoch: 3, handover: { to: 'west', released: true } },
    });
  });

  test('does not take over by itself, but when it is named', () => {
    const still = after(held, 9);
    const unable = at('west', { candidate: false });
    expect(nextStep(still.look, still.watch, unable).kind).toBe('watch');
    const named = after({ ...held, handover: { to: 'west', released: true } }, 1);
    expect(nextStep(named.look, named.watch, unable).kind).toBe('promote');
  });
});
