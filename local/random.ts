import { createHash } from 'node:crypto';

const UINT32 = 0x1_0000_0000;
const GOLDEN = 0x9e37_79b9;

/**
 * Seeded randomness for a simulated party. Two ways to draw, both the same on every machine:
 * - `next()` and what builds on it: a stream (sfc32), for decisions that are made in one order;
 * - `at(a, b)`: a pure function of the seed and two integers, for decisions about the n-th message of
 *   the m-th subscriber, which must not depend on the order in which a network delivered them.
 */
export class Random {
  readonly #seed: string;
  readonly #salt: number;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number | string) {
    this.#seed = String(seed);
    const digest = createHash('sha256').update(this.#seed, 'utf8').digest();
    this.#a = digest.readUInt32LE(0);
    this.#b = digest.readUInt32LE(4);
    this.#c = digest.readUInt32LE(8);
    this.#salt = digest.readUInt32LE(12);
  }

  /** Another stream of the same seed; what is drawn from one does not move the other. */
  fork(label: string): Random {
    return new Random(`${this.#seed}/${label}`);
  }

  /** In [0, 1). */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) >>> 0;
    this.#counter = (this.#counter + 1) >>> 0;
    this.#a = (this.#b ^ (this.#b >>> 9)) >>> 0;
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) >>> 0;
    return sum / UINT32;
  }

  /** An integer from `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** In [0, 1), the same for the same integers in any order of calls. */
  at(a: number, b = 0): number {
    return mix(mix(this.#salt ^ a) + Math.imul(b, GOLDEN)) / UINT32;
  }

  /** A copy in random order (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let i = shuffled.length - 1; i > 0; i -= 1) {
      const j = this.integer(0, i);
      const held = shuffled[i] as T;
      shuffled[i] = shuffled[j] as T;
      shuffled[j] = held;
    }
    return shuffled;
  }
}

/** A time between two bounds, nearer to the lower one more often than not, as delays of people and networks are. */
export interface Span {
  readonly minMs: number;
  readonly maxMs: number;
}

/** @param unit in [0, 1) */
export function within({ minMs, maxMs }: Span, unit: number): number {
  return minMs + (maxMs - minMs) * unit * unit;
}

/** The finaliser of MurmurHash3: every bit of the input moves every bit of the output. */
function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
