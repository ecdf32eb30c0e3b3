import type { Clock } from '@tandem/core';
import type { EdgeFault } from '../edge-faults.ts';

/** What lies between the edge and one region. */
export interface LinkState {
  /**
   * `open`; `silent`: packets vanish both ways, nothing is reset, connections are held; `unreachable`:
   * no route, connections are cut and new ones fail at once.
   */
  readonly way: 'open' | 'silent' | 'unreachable';
  /** Added to every packet, each way. */
  readonly delayMs: number;
}

const OPEN: LinkState = { way: 'open', delayMs: 0 };

/** The network between the edge and one region: everything the edge sends there or gets from there. */
export class Link {
  readonly region: string;
  readonly clock: Clock;
  #state = OPEN;
  readonly #streams = new Set<() => void>();

  constructor(region: string, clock: Clock) {
    this.region = region;
    this.clock = clock;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Open and without delay: the fast path. */
  get clear(): boolean {
    return this.#state === OPEN;
  }

  set(state: LinkState): void {
    const { way, delayMs } = state;
    if (way === this.#state.way && delayMs === this.#state.delayMs) return;
    this.#state = way === 'open' && delayMs === 0 ? OPEN : state;
    for (const changed of [...this.#streams]) changed();
  }

  /** `changed` runs at every change until the returned function is called. */
  watch(changed: () => void): () => void {
    this.#streams.add(changed);
    return () => this.#streams.delete(changed);
  }
}

/** The state of a region's link under the faults in force: the worst way, the longest delay. */
export function linkUnder(region: string, faults: readonly EdgeFault[]): LinkState {
  let way: LinkState['way'] = 'open';
  let delayMs = 0;
  for (const fault of faults) {
    if (!('region' in fault) || fault.region !== region) continue;
    if (fault.kind === 'blackhole') way = 'silent';
    else if (fault.kind === 'partition' && way === 'open') way = 'unreachable';
    else if (fault.kind === 'latency') delayMs = Math.max(delayMs, fault.delayMs);
  }
  return { way, delayMs };
}
