import type { IndexValue } from '../../ports/documents.ts';

const BITS = 2 ** 25;
const PROBES = 4;

/**
 * A Bloom filter over the keys that are in the tables: most inserts learn here, without a query, that
 * nothing holds their key. 4 MB, one wrong "perhaps" in a hundred at 3.3 million keys; beyond that more
 * inserts pay for a query, none becomes wrong.
 */
export class KeyFilter {
  readonly #bits = new Uint32Array(BITS / 32);
  /** Until the tables have been read completely, every key may be there. */
  complete = false;

  add(scope: number, key: readonly IndexValue[]): void {
    const [first, step] = hash(scope, key);
    for (let probe = 0; probe < PROBES; probe += 1) {
      const bit = (first + Math.imul(probe, step)) >>> 7;
      this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
  }

  mayContain(scope: number, key: readonly IndexValue[]): boolean {
    if (!this.complete) return true;
    const [first, step] = hash(scope, key);
    for (let probe = 0; probe < PROBES; probe += 1) {
      const bit = (first + Math.imul(probe, step)) >>> 7;
      if (((this.#bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }
}

/** FNV-1a over the parts, finished as MurmurHash3 does; the step is odd so that probes differ. */
function hash(scope: number, key: readonly IndexValue[]): [number, number] {
  let state = Math.imul(2166136261 ^ scope, 16777619);
  for (const part of key) state = mix(Math.imul(state ^ 0x1f, 16777619), part);
  state = finish(state);
  return [state, finish(state ^ 0x9e3779b9) | 1];
}

function mix(start: number, value: IndexValue): number {
  const text = typeof value === 'string' ? value : `#${value}`;
  let state = start;
  for (let at = 0; at < text.length; at += 1) {
    state = Math.imul(state ^ text.charCodeAt(at), 16777619);
  }
  return state;
}

function finish(value: number): number {
  let state = value ^ (value >>> 16);
  state = Math.imul(state, 0x85ebca6b);
  state ^= state >>> 13;
  state = Math.imul(state, 0xc2b2ae35);
  return state ^ (state >>> 16);
}
