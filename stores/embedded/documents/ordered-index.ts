import { type Bound, compareToBound, type Entry, indexedValues } from './entry.ts';

const MAX_CHUNK = 256;

/**
 * Entries in the order of one index, in chunks of at most 256: two binary searches find a place, and an
 * insertion moves at most one chunk's tail.
 */
export class OrderedIndex {
  readonly #columns: readonly number[];
  #chunks: Entry[][] = [[]];

  constructor(columns: readonly number[]) {
    this.#columns = columns;
  }

  insert(entry: Entry): void {
    const bound = this.#boundOf(entry);
    const at = this.#chunkOf(bound);
    const chunk = this.#chunks[at];
    if (!chunk) return;
    chunk.splice(this.#position(chunk, bound, false), 0, entry);
    if (chunk.length > MAX_CHUNK) this.#chunks.splice(at + 1, 0, chunk.splice(MAX_CHUNK / 2));
  }

  /** Must be called while `entry.values` are those it was inserted with. */
  delete(entry: Entry): void {
    const bound = this.#boundOf(entry);
    const at = this.#chunkOf(bound);
    const chunk = this.#chunks[at];
    if (!chunk) return;
    const position = this.#position(chunk, bound, false);
    if (chunk[position] === entry) chunk.splice(position, 1);
    if (chunk.length === 0 && this.#chunks.length > 1) this.#chunks.splice(at, 1);
  }

  /** Entries from the first at or beyond `bound` (strictly beyond when `exclusive`). */
  *ascending(bound: Bound, exclusive: boolean): Generator<Entry> {
    for (let at = this.#chunkOf(bound, exclusive); at < this.#chunks.length; at += 1) {
      const chunk = this.#chunks[at] ?? [];
      for (let from = this.#position(chunk, bound, exclusive); from < chunk.length; from += 1) {
        const entry = chunk[from];
        if (entry) yield entry;
      }
    }
  }

  /** Entries backwards from the last at or before `bound` (strictly before when `exclusive`). */
  *descending(bound: Bound, exclusive: boolean): Generator<Entry> {
    for (let at = this.#chunkOf(bound, !exclusive); at >= 0; at -= 1) {
      const chunk = this.#chunks[at] ?? [];
      for (let from = this.#position(chunk, bound, !exclusive) - 1; from >= 0; from -= 1) {
        const entry = chunk[from];
        if (entry) yield entry;
      }
    }
  }

  #boundOf(entry: Entry): Bound {
    return { values: indexedValues(entry.values, this.#columns), id: entry.id };
  }

  /** The first chunk whose last entry is at or beyond the bound; the last chunk when there is none. */
  #chunkOf(bound: Bound, beyond = false): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = this.#chunks[middle]?.at(-1);
      if (last && this.#isBefore(last, bound, beyond)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** How many entries of the chunk lie before the bound (or, when `beyond`, at it too). */
  #position(chunk: readonly Entry[], bound: Bound, beyond: boolean): number {
    let low = 0;
    let high = chunk.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = chunk[middle];
      if (entry && this.#isBefore(entry, bound, beyond)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isBefore(entry: Entry, bound: Bound, beyond: boolean): boolean {
    const order = compareToBound(entry.values, entry.id, this.#columns, bound);
    return order < 0 || (beyond && order === 0);
  }
}
