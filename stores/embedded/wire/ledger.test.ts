import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ledger } from './ledger.ts';

describe('the ledger of a session', () => {
  test('says of every write sent again whether it took effect', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 50 }), (outcomes) => {
        const ledger = new Ledger();
        const session = ledger.session('s', 0);
        for (const [at, succeeded] of outcomes.entries()) {
          if (succeeded) ledger.succeeded(session, at + 1);
          else ledger.failed(session, at + 1);
        }
        const restored = new Ledger();
        restored.restore(ledger.pack());
        for (const [at, succeeded] of outcomes.entries()) {
          expect(restored.hasTakenEffect(restored.session('s', 0), at + 1)).toBe(succeeded);
        }
        expect(restored.hasTakenEffect(session, outcomes.length + 1)).toBe(false);
      }),
    );
  });

  test('lets a failed write succeed when it is tried anew, and forgets answered failures', () => {
    const ledger = new Ledger();
    const session = ledger.session('s', 0);
    ledger.failed(session, 1);
    ledger.failed(session, 2);
    ledger.succeeded(session, 1);
    expect(ledger.hasTakenEffect(session, 1)).toBe(true);
    ledger.acknowledge(session, 3);
    expect(session.failed.size).toBe(0);
  });

  test('knows what was overtaken, also after it was written down', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat({ max: 30 }), { selector: (id) => id }),
        fc.nat({ max: 30 }),
        (order, decided) => {
          const ledger = new Ledger();
          const session = ledger.session('s', 0);
          const ids = order.map((id) => id + 1);
          for (const id of [...ids].sort((a, b) => a - b)) ledger.arrived(session, id);
          for (const id of ids.slice(0, decided)) ledger.succeeded(session, id);
          ledger.acknowledge(session, 31);
          const restored = new Ledger();
          restored.restore(ledger.pack());
          for (const [at, id] of ids.entries()) {
            expect(ledger.hasTakenEffect(session, id)).toBe(at < decided);
            expect(restored.hasTakenEffect(restored.session('s', 0), id)).toBe(at < decided);
          }
        },
      ),
    );
  });

  test('forgets sessions that have been silent for an hour', () => {
    const ledger = new Ledger();
    ledger.succeeded(ledger.session('old', 0), 5);
    ledger.succeeded(ledger.session('new', 3_600_000), 5);
    ledger.forgetIdle(3_600_001);
    expect(ledger.pack().map(([id]) => id)).toEqual(['new']);
  });
});
