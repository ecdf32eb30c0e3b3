import type { Clock } from '@tandem/core';
import { type RoleEntry, readHistory } from '@tandem/runtime';
import type { Documents } from '@tandem/stores';
import { LEASE_ID, type Lease, REGION_GUARD } from '../../guard/index.ts';
import { CarrierView } from '../local-system/carrier-view.ts';
import type { LocalControls } from '../local-system/controls.ts';
import { EdgeView } from '../local-system/edge-view.ts';
import type { LiveCarrier, LiveEdge, Monitor } from '../schemas.ts';

export interface SurroundingsOptions {
  readonly documents: Documents;
  readonly clock: Clock;
  /** Only of a local system. */
  readonly controls: LocalControls | undefined;
}

/** What is older is not shown as if it were so now. */
const STALE_MS = 5_000;
const HISTORY = 30;
const HISTORY_EVERY_MS = 3_000;

interface Known<T> {
  readonly at: number;
  readonly value: T;
}

/**
 * What has to be asked for over a connection. Each is asked for again when its last answer has come: one that
 * does not answer holds up nobody, and is asked no more often than the others.
 */
export class Surroundings {
  readonly #options: SurroundingsOptions;
  readonly #edgeView = new EdgeView();
  readonly #carrierView = new CarrierView();
  readonly #underWay = new Set<string>();
  #lease: Known<Lease | undefined> | undefined;
  #history: Known<readonly RoleEntry[]> | undefined;
  #edge: Known<{ readonly edge: LiveEdge; readonly monitors: Monitor[] } | undefined> | undefined;
  #carrier: Known<LiveCarrier | undefined> | undefined;

  constructor(options: SurroundingsOptions) {
    this.#options = options;
  }

  get lease(): Lease | undefined {
    return this.#fresh(this.#lease);
  }

  /** What was known last, however old: it does not become wrong. */
  get history(): readonly RoleEntry[] {
    return this.#history?.value ?? [];
  }

  get edge(): LiveEdge | null {
    return this.#fresh(this.#edge)?.edge ?? null;
  }

  get edgeMonitors(): Monitor[] {
    return this.#fresh(this.#edge)?.monitors ?? [];
  }

  get carrier(): LiveCarrier | null {
    return this.#fresh(this.#carrier) ?? null;
  }

  /** Asks for everything that is not being asked for. Resolves when what answers at once has answered. */
  async refresh(): Promise<void> {
    const { documents, clock, controls } = this.#options;
    const asked = [
      this.#once('lease', async () => {
        const value = await documents.collection(REGION_GUARD).get(LEASE_ID);
        this.#lease = { at: clock.monotonic(), value };
      }),
    ];
    if (clock.monotonic() - (this.#history?.at ?? Number.NEGATIVE_INFINITY) >= HISTORY_EVERY_MS) {
      asked.push(
        this.#once('history', async () => {
          const value = await readHistory(documents, HISTORY);
          this.#history = { at: clock.monotonic(), value };
        }),
      );
    }
    if (controls?.has('edge')) {
      asked.push(
        this.#once('edge', async () => {
          const value = this.#edgeView.read(await controls.ask('edge', '/status'), clock.now());
          this.#edge = { at: clock.monotonic(), value };
        }),
      );
    }
    if (controls?.has('carrier')) {
      asked.push(
        this.#once('carrier', async () => {
          const answer = await controls.ask('carrier', '/status');
          this.#carrier = {
            at: clock.monotonic(),
            value: this.#carrierView.read(answer, clock.now()),
          };
        }),
      );
    }
    await Promise.all(asked);
  }

  /** Whoever does not answer is shown as unknown; the process that asks has nothing to add in its log. */
  async #once(name: string, ask: () => Promise<void>): Promise<void> {
    if (this.#underWay.has(name)) return;
    this.#underWay.add(name);
    try {
      await ask();
    } catch {
      return;
    } finally {
      this.#underWay.delete(name);
    }
  }

  #fresh<T>(known: Known<T> | undefined): T | undefined {
    if (!known || this.#options.clock.monotonic() - known.at > STALE_MS) return undefined;
    return known.value;
  }
}
