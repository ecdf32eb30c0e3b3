import { type Clock, ManualClock } from '@tandem/core';
import type { CollectionSpec } from '@tandem/stores';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { settle } from '../testing/settle.ts';
import { type Guarded, GuardedDocument, StaleEpochError } from './guarded-document.ts';
import { requestHandover } from './handover.ts';
import { RegionGuard } from './region-guard.ts';

interface Cursor extends Guarded {
  readonly position: number;
}
const CURSORS: CollectionSpec<Cursor> = { name: 'cursors', indexes: [] };
const LEASE_MS = 1_500;
const STEP_MS = 50;
const NAMES = ['east', 'west', 'north'] as const;

/** The machine of one region: it can be frozen, and its wall clock is wrong. */
class Machine implements Clock {
  readonly #truth: ManualClock;
  readonly #skewMs: number;
  #frozen = false;
  #thaw: (() => void)[] = [];

  constructor(truth: ManualClock, skewMs: number) {
    this.#truth = truth;
    this.#skewMs = skewMs;
  }

  now = () => this.#truth.now() + this.#skewMs;
  monotonic = () => this.#truth.monotonic();

  schedule(delayMs: number, task: () => void) {
    return this.#truth.schedule(delayMs, () => {
      if (this.#frozen) this.#thaw.push(task);
      else task();
    });
  }

  freeze(): void {
    this.#frozen = true;
  }

  resume(): void {
    this.#frozen = false;
    for (const task of this.#thaw.splice(0)) task();
  }

  /** Nothing comes in while it is frozen. */
  async awake(): Promise<void> {
    if (this.#frozen) await new Promise<void>((resolve) => this.#thaw.push(resolve));
  }
}

/** Documents as one region sees them: every operation takes its time there and back, or fails. */
function linkOf(shared: MemoryDocuments, truth: ManualClock, machine: Machine, delays: number[]) {
  let turn = 0;
  const state = { up: true, quick: false };
  const wait = () => {
    turn += 1;
    const ms = state.quick ? 0 : (delays[turn % delays.length] ?? 0);
    return ms === 0
      ? Promise.resolve()
      : new Promise<void>((resolve) => {
          truth.schedule(ms, resolve);
        });
  };
  const link = new MemoryDocuments();
  link.collection = (spec) => {
    const target = shared.collection(spec);
    return new Proxy(target, {
      get: (_, name) => async (argument: never, second: never) => {
        await wait();
        if (!state.up) throw new Error('cut off');
        const member = Reflect.get(target, name) as (...given: never[]) => Promise<unknown>;
        const result = await member.call(target, argument, second);
        await wait();
        await machine.awake();
        return result;
      },
    });
  };
  return { link, state };
}

function world(delays: number[], skews: readonly number[]) {
  const truth = new ManualClock();
  const shared = new MemoryDocuments();
  const refused: StaleEpochError[] = [];
  /** By the version that the store gave the write: a frozen region learns late that its own was taken. */
  const epochs = new Map<number, number>();
  const regions = NAMES.map((region, i) => {
    const machine = new Machine(truth, skews[i] ?? 0);
    const { link, state } = linkOf(shared, truth, machine, delays.slice(i));
    const cursor = new GuardedDocument(link.collection(CURSORS), { _id: 'cursor', position: 0 });
    const guard = new RegionGuard({
      documents: link,
      clock: machine,
      region,
      firstHolder: 'east',
      leaseMs: LEASE_MS,
      renewEveryMs: LEASE_MS / 3,
      lookEveryMs: LEASE_MS / 3,
      stamp: (epoch) => cursor.stamp(epoch),
      onError: () => undefined,
      onRefused: (error) => refused.push(error),
    });
    const work = () =>
      guard.run(async (epoch) => {
        const current = await cursor.read();
        if (!current) return;
        const written = await cursor.change(current, epoch, { position: current.position + 1 });
        if (written) epochs.set(written.version, written.epoch);
      });
    return { region, machine, state, guard, work };
  });
  return { truth, shared, regions, refused, epochs };
}

const event = fc.record({
  what: fc.constantFrom('freeze', 'resume', 'cut', 'heal', 'handover'),
  region: fc.nat(NAMES.length - 1),
  forMs: fc.integer({ min: STEP_MS, max: 2 * LEASE_MS }),
});
/** Up to most of a lease for one operation, mostly quick. */
const delays = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 900 })), {
  minLength: 5,
  maxLength: 40,
});

test('frozen, cut off, slow and skewed as they may be: one works at a time, and one works again', async () => {
  const skews = fc.array(fc.constantFrom(0, 30_000, -30_000), { minLength: 3, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 12 }),
      delays,
      skews,
      async (events, delay, skew) => {
        const { truth, shared, regions, epochs } = world(delay, skew);
        const failures: unknown[] = [];
        const pass = async (ms: number) => {
          for (let passed = 0; passed < ms; passed += STEP_MS) {
            truth.advance(STEP_MS);
            await settle(2);
            const active = regions.filter(({ guard }) => guard.isActive());
            expect(active.length).toBeLessThanOrEqual(1);
            for (const { work } of active) {
              work().catch((error: unknown) => {
                if (!(error instanceof StaleEpochError)) failures.push(error);
              });
            }
          }
        };
        for (const { guard } of regions) void guard.start();
        for (const { what, region, forMs } of events) {
          const at = regions[region];
          if (!at) continue;
          if (what === 'freeze') at.machine.freeze();
          if (what === 'resume') at.machine.resume();
          if (what === 'cut') at.state.up = false;
          if (what === 'heal') at.state.up = true;
          if (what === 'handover') await requestHandover(shared, at.region);
          await pass(forMs);
        }
        for (const { machine, state } of regions) {
          state.up = true;
          state.quick = true;
          machine.resume();
        }
        await pass(8 * LEASE_MS);
        expect(regions.filter(({ guard }) => guard.isActive())).toHaveLength(1);
        const inStore = [...epochs].sort(([a], [b]) => a - b).map(([, epoch]) => epoch);
        expect(inStore).toEqual([...inStore].sort((a, b) => a - b));
        expect(failures.filter((error) => String(error) !== 'Error: cut off')).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);

test('what a frozen holder still writes is refused by the store, counted, and it steps back', async () => {
  const { truth, regions, refused } = world([0], []);
  const [east, west] = regions;
  if (!east || !west) throw new Error('no regions');
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      truth.advance(STEP_MS);
      await settle(2);
    }
  };
  await east.guard.start();
  await west.guard.start();
  await pass(LEASE_MS);
  east.machine.freeze();
  await pass(4 * LEASE_MS);
  expect(west.guard.isActive()).toBe(true);
  east.machine.resume();
  expect(east.guard.isActive()).toBe(false);
  await pass(LEASE_MS);
  expect(refused.map(({ document, epoch, held }) => [document, epoch, held])).toEqual([
    ['singleton', 1, 2],
  ]);
  expect([east.guard.isActive(), west.guard.isActive()]).toEqual([false, true]);
});

test('while nobody can write, the holder stops and nobody takes its place', async () => {
  const { truth, shared, regions } = world([0], []);
  let release: () => void = () => undefined;
  let election: Promise<void> | undefined;
  shared.interfere = ({ kind }) => (kind === 'get' || kind === 'find' ? undefined : election);
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      truth.advance(STEP_MS);
      await settle(2);
    }
  };
  for (const { guard } of regions) await guard.start();
  await pass(LEASE_MS);
  election = new Promise((resolve) => {
    release = resolve;
  });
  await pass(12_000);
  expect(regions.map(({ guard }) => guard.isActive())).toEqual([false, false, false]);
  release();
  election = undefined;
  await pass(2 * LEASE_MS);
  expect(regions.map(({ guard }) => guard.isActive())).toEqual([true, false, false]);
  expect(regions.map(({ guard }) => guard.epoch)).toEqual([1, 1, 1]);
});
