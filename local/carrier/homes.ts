import { createServer } from 'node:net';
import { activeRegion, type Topology } from '@tandem/topology';
import { addressAt } from '../edge/places.ts';
import type { Random } from '../random.ts';

export interface HomesOptions {
  readonly topology: Topology;
  readonly random: Random;
  /** Part of the subscribers who live nearest to the region that is usually active. */
  readonly share: number;
}

/** What a draw of a subscriber's luck is for; dialogues draw under higher numbers. */
const DRAW_HOME = 0;
/** One address would run out of ports under load. */
const ADDRESSES = 250;

/** Where subscribers live, and so from which address of this machine their handsets connect. */
export class Homes {
  readonly #options: HomesOptions;
  readonly #usual: string;
  readonly #others: readonly string[];
  #usable = false;

  constructor(options: HomesOptions) {
    const { topology } = options;
    this.#options = options;
    this.#usual = activeRegion(topology).name;
    this.#others = topology.regions.map(({ name }) => name).filter((name) => name !== this.#usual);
  }

  /** Some systems have 127.0.0.1 alone: then everybody connects from there and lives in the usual place. */
  async probe(): Promise<boolean> {
    const { topology } = this.#options;
    const addresses = topology.regions.map(({ name }) => addressAt(topology, name));
    const usable = await Promise.all(addresses.map(isUsable));
    this.#usable = usable.every((yes) => yes);
    return this.#usable;
  }

  /** The region that is nearest to the subscriber of this index. */
  regionOf(index: number): string {
    const { random, share } = this.#options;
    const luck = random.at(index, DRAW_HOME);
    if (luck < share || this.#others.length === 0) return this.#usual;
    const nth = Math.floor(((luck - share) / (1 - share)) * this.#others.length);
    return this.#others[nth] ?? this.#usual;
  }

  /** The source address of the subscriber's connections; `undefined`: the system's choice. */
  addressOf(index: number): string | undefined {
    if (!this.#usable) return undefined;
    return addressAt(this.#options.topology, this.regionOf(index), 1 + (index % ADDRESSES));
  }
}

function isUsable(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(0, address, () => probe.close(() => resolve(true)));
  });
}
