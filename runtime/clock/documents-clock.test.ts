import { ManualClock } from '@tandem/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DocumentsClock } from './documents-clock.ts';
import { ProcessClock } from './process-clock.ts';

function clocks() {
  const truth = new ManualClock(1_000_000);
  const machine = new ProcessClock(truth);
  const shared = new DocumentsClock(machine);
  /** A greeting that takes `thereMs` and `backMs`. */
  const greet = (thereMs = 1, backMs = 1) => {
    const sentAt = machine.monotonic();
    truth.advance(thereMs);
    const time = truth.now();
    truth.advance(backMs);
    shared.learn({ time, sentAt, answeredAt: machine.monotonic() });
  };
  return { truth, machine, shared, greet };
}

describe('the time that regions share', () => {
  test("is the machine's until documents have told theirs", () => {
    const { machine, shared } = clocks();
    machine.skew(30_000);
    expect(shared.now()).toBe(1_030_000);
  });

  test('does not move with the wall clock of the machine, and says how wrong that is', () => {
    const { truth, machine, shared, greet } = clocks();
    greet();
    for (const skewMs of [30_000, -30_000, 0]) {
      machine.skew(skewMs);
      truth.advance(500);
      expect(Math.abs(shared.now() - truth.now())).toBeLessThanOrEqual(1);
      expect(Math.abs(shared.skewMs - skewMs)).toBeLessThanOrEqual(1);
    }
  });

  test('is never further from documents than half a round trip, and trembles with none', () => {
    const trip = fc.tuple(fc.nat(400), fc.nat(400), fc.integer({ min: -60_000, max: 60_000 }));
    fc.assert(
      fc.property(fc.array(trip, { minLength: 1 }), (trips) => {
        const { truth, machine, shared, greet } = clocks();
        greet(0, 0);
        for (const [thereMs, backMs, skewMs] of trips) {
          machine.skew(skewMs);
          greet(thereMs, backMs);
          expect(Math.abs(shared.now() - truth.now())).toBeLessThanOrEqual(2);
        }
      }),
    );
  });

  test('follows documents when their own time is set', () => {
    const { truth, machine, shared, greet } = clocks();
    greet();
    const answeredAt = machine.monotonic();
    shared.learn({ time: truth.now() + 5_000, sentAt: answeredAt - 2, answeredAt });
    expect(Math.abs(shared.now() - truth.now() - 5_000)).toBeLessThanOrEqual(2);
  });
});
