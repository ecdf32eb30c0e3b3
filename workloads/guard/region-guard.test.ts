import { ManualClock } from '@tandem/core';
import type { CollectionSpec } from '@tandem/stores';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { passTime, settle } from '../testing/settle.ts';
import { type Guarded, GuardedDocument, StaleEpochError } from './guarded-document.ts';
import { requestHandover } from './handover.ts';
import { type GuardState, RegionGuard } from './region-guard.ts';
import type { RoleChange } from './role-change.ts';

interface Cursor extends Guarded {
  readonly position: number;
}
const CURSORS: CollectionSpec<Cursor> = { name: 'cursors', indexes: [] };
const LEASE_MS = 1_500;

let clock: ManualClock;
let documents: MemoryDocuments;

/** A region's own connection to the shared documents, which can be cut alone. */
function regionOf(region: string, onRole: (change: RoleChange) => void = () => undefined) {
  const link = new MemoryDocuments();
  let up = true;
  link.collection = (spec) => {
    const shared = documents.collection(spec);
    return new Proxy(shared, {
      get: (target, name) => {
        if (!up) return () => Promise.reject(new Error('cut off'));
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  };
  const cursor = new GuardedDocument(link.collection(CURSORS), { _id: 'cursor', position: 0 });
  const guard = new RegionGuard({
    documents: link,
    clock,
    region,
    firstHolder: 'east',
    leaseMs: LEASE_MS,
    renewEveryMs: LEASE_MS / 3,
    lookEveryMs: LEASE_MS / 3,
    stamp: (epoch) => cursor.stamp(epoch),
    onError: () => undefined,
    onRole,
  });
  return {
    guard,
    cursor,
    cut: () => {
      up = false;
    },
    heal: () => {
      up = true;
    },
  };
}

beforeEach(() => {
  clock = new ManualClock();
  documents = new MemoryDocuments();
});

describe('RegionGuard', () => {
  test('the active region of the topology takes epoch 1 and the standby waits', async () => {
    const [east, west] = [regionOf('east'), regionOf('west')];
    await west.guard.start();
    await east.guard.start();
    await passTime(clock, 10 * LEASE_MS, 100);
    expect([east.guard.isActive(), west.guard.isActive()]).toEqual([true, false]);
    expect([east.guard.epoch, west.guard.epoch]).toEqual([1, 1]);
  });

  test('a standby takes over with the next epoch, and a stale write is refused by the store', async () => {
    const [east, west] = [regionOf('east'), regionOf('west')];
    const told: GuardState[] = [];
    west.guard.onEpoch((state) => told.push(state));
    await east.guard.start();
    await west.guard.start();
    const before = await east.cursor.read();
    if (!before) throw new Error('the cursor was not stamped');
    east.cut();
    await passTime(clock, 3 * LEASE_MS, 100);
    expect(west.guard.isActive()).toBe(true);
    expect(told.at(-1)).toEqual({ epoch: 2, holder: 'west', active: true });
    east.heal();
    await expect(east.cursor.change(before, 1, { position: 9 })).rejects.toThrow(StaleEpochError);
    expect(await west.cursor.read()).toMatchObject({ epoch: 2, position: 0 });
    await passTime(clock, 3 * LEASE_MS, 100);
    expect([east.guard.isActive(), east.guard.epoch]).toEqual([false, 2]);
  });

  test('the holder stops before a standby starts when it cannot renew', async () => {
    const [east, west] = [regionOf('east'), regionOf('west')];
    await east.guard.start();
    await west.guard.start();
    await passTime(clock, LEASE_MS, 50);
    east.cut();
    for (let passed = 0; passed < 4 * LEASE_MS; passed += 10) {
      clock.advance(10);
      await settle(1);
      expect(east.guard.isActive() && west.guard.isActive()).toBe(false);
    }
    expect(west.guard.isActive()).toBe(true);
  });

  test('nobody is promoted because documents were away for all', async () => {
    const [east, west] = [regionOf('east'), regionOf('west')];
    await east.guard.start();
    await west.guard.start();
    await passTime(clock, LEASE_MS, 100);
    const heal = documents.cut();
    await passTime(clock, 10 * LEASE_MS, 100);
    expect([east.guard.isActive(), west.guard.isActive()]).toEqual([false, false]);
    heal();
    await passTime(clock, LEASE_MS, 100);
    expect([east.guard.isActive(), east.guard.epoch]).toEqual([true, 1]);
  });

  test('a standby that needs longer than a lease for a look takes over all the same', async () => {
    const [east, west] = [regionOf('east'), regionOf('west')];
    await east.guard.start();
    await west.guard.start();
    documents.interfere = ({ collection }) =>
      collection === 'region-guard-watchers'
        ? new Promise((resolve) => {
            clock.schedule(1.2 * LEASE_MS, resolve);
          })
        : undefined;
    await passTime(clock, 6 * LEASE_MS, 50);
    expect(west.guard.isActive()).toBe(false);
    east.cut();
    await passTime(clock, 8 * LEASE_MS, 50);
    expect([west.guard.isActive(), west.guard.epoch]).toEqual([true, 2]);
  });

  test('siblings that stand by in one region do not hold each other up', async () => {
    const [east, west, sibling] = [regionOf('east'), regionOf('west'), regionOf('west')];
    for (const { guard } of [east, west, sibling]) await guard.start();
    await passTime(clock, LEASE_MS, 50);
    east.cut();
    // The other sibling always writes between the two operations of one.
    const watchers = documents.collection({ name: 'region-guard-watchers', indexes: [] });
    let meddling = false;
    documents.interfere = async ({ collection, kind }) => {
      if (meddling || collection !== 'region-guard-watchers' || kind !== 'replace') return;
      meddling = true;
      const stored = await watchers.get('west');
      if (stored) await watchers.replace({ ...stored, version: stored.version + 1 });
      meddling = false;
    };
    await passTime(clock, 4 * LEASE_MS, 50);
    expect(west.guard.isActive() || sibling.guard.isActive()).toBe(true);
    expect(west.guard.epoch).toBe(2);
  });

  test('a handover waits for the guarded work under way and raises the epoch by one', async () => {
    const [east, west] = [regionOf('east'), regionOf('west')];
    await east.guard.start();
    await west.guard.start();
    let finish: () => void = () => undefined;
    const work = east.guard.run(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    const asked = { kind: 'requested', from: 'east', epoch: 1 };
    expect(await requestHandover(documents, 'west')).toEqual(asked);
    await passTime(clock, LEASE_MS / 2, 50);
    expect([east.guard.isActive(), west.guard.isActive()]).toEqual([false, false]);
    finish();
    await work;
    await passTime(clock, LEASE_MS, 50);
    expect([east.guard.isActive(), west.guard.isActive()]).toEqual([false, true]);
    expect(west.guard.epoch).toBe(2);
    expect(await requestHandover(documents, 'west')).toEqual({ kind: 'already-there', epoch: 2 });
  });

  test('guarded work does not start while the region is not active', async () => {
    const west = regionOf('west');
    await west.guard.start();
    expect(await west.guard.run(async () => 'worked')).toBeUndefined();
  });

  test('a promotion that cannot stamp does not work, and stamps when it can', async () => {
    const east = regionOf('east');
    let refuse = true;
    documents.interfere = ({ collection }) => {
      if (refuse && collection === CURSORS.name) throw new Error('not now');
    };
    await east.guard.start();
    expect(east.guard.isActive()).toBe(false);
    refuse = false;
    await passTime(clock, LEASE_MS / 2, 50);
    expect(east.guard.isActive()).toBe(true);
    await east.guard.stop();
    expect(clock.pendingTasks).toBe(0);
  });

  test('a promotion that could not stamp at first still says whom it followed', async () => {
    const changes: RoleChange[] = [];
    const [east, west] = [regionOf('east'), regionOf('west', (change) => changes.push(change))];
    await east.guard.start();
    await west.guard.start();
    await passTime(clock, LEASE_MS, 50);
    east.cut();
    let refuse = true;
    documents.interfere = ({ collection }) => {
      if (refuse && collection === CURSORS.name) throw new Error('not now');
    };
    await passTime(clock, 3 * LEASE_MS, 50);
    expect(changes).toEqual([]);
    refuse = false;
    await passTime(clock, LEASE_MS, 50);
    const why = 'east was silent for one lease';
    expect(changes).toEqual([{ kind: 'promoted', epoch: 2, from: 'east', why }]);
  });

  test('whatever is cut and healed, at most one region is active and epochs only grow', async () => {
    const fault = fc.record({
      region: fc.constantFrom(0, 1, 2),
      cut: fc.boolean(),
      forMs: fc.integer({ min: 10, max: 2_500 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 12 }), async (faults) => {
        clock = new ManualClock();
        documents = new MemoryDocuments();
        const regions = ['east', 'west', 'north'].map((name) => regionOf(name));
        for (const { guard } of regions) await guard.start();
        let newest = 0;
        for (const { region, cut, forMs } of faults) {
          if (cut) regions[region]?.cut();
          else regions[region]?.heal();
          for (let passed = 0; passed < forMs; passed += 50) {
            clock.advance(50);
            await settle(1);
            const active = regions.filter(({ guard }) => guard.isActive());
            expect(active.length).toBeLessThanOrEqual(1);
            for (const { guard } of active) {
              expect(guard.epoch).toBeGreaterThanOrEqual(newest);
              newest = guard.epoch;
            }
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
