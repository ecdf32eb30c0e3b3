import { type Bound, compareToBound, type Entry } from './entry.ts';
import { compareStrings, compareValues, type FieldValues } from './index-values.ts';

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
    const at = this.#chunkOf(entry);
    const chunk = this.#chunks[at];
    if (!chunk) return;
    chunk.splice(this.#position(chunk, entry), 0, entry);
    if (chunk.length > MAX_CHUNK) this.#chunks.splice(at + 1, 0, chunk.splice(MAX_CHUNK / 2));
  }

  /** Must be called while `entry.values` are those it was inserted with. */
  delete(entry: Entry): void {
    const at = this.#chunkOf(entry);
    const chunk = this.#chunks[at];
    if (!chunk) return;
    const position = this.#position(chunk, entry);
    if (chunk[position] === entry) chunk.splice(position, 1);
    if (chunk.length === 0 && this.#chunks.length > 1) this.#chunks.splice(at, 1);
  }

  /** Whether an entry other than that of `id` has the same values in this index. */
  hasOther(values: FieldValues, id: string): boolean {
    const place = { values, id: '' };
    let at = this.#chunkOf(place);
    let position = this.#position(this.#chunks[at] ?? [], place);
    for (;;) {
      const chunk = this.#chunks[at];
      const entry = chunk?.[position];
      if (entry) {
        if (compareValuesAt(entry.values, values, this.#columns) !== 0) return false;
        if (entry.id !== id) return true;
        position += 1;
      } else if (!chunk) return false;
      else {
        at += 1;
        position = 0;
      }
    }
  }

  /** Entries from the first at or beyond `bound` (strictly beyond when `exclusive`). */
  *ascending(bound: Bound, exclusive: boolean): Generator<Entry> {
    for (let at = this.#chunkOfBound(bound, exclusive); at < this.#chunks.length; at += 1) {
      const chunk = this.#chunks[at] ?? [];
      for (
        let from = this.#positionOfBound(chunk, bound, exclusive);
        from < chunk.length;
        from += 1
      ) {
        const entry = chunk[from];
        if (entry) yield entry;
      }
    }
  }

  /** Entries backwards from the last at or before `bound` (strictly before when `exclusive`). */
  *descending(bound: Bound, exclusive: boolean): Generator<Entry> {
    for (let at = this.#chunkOfBound(bound, !exclusive); at >= 0; at -= 1) {
      const chunk = this.#chunks[at] ?? [];
      for (let from = this.#positionOfBound(chunk, bound, !exclusive) - 1; from >= 0; from -= 1) {
        const entry = chunk[from];
        if (entry) yield entry;
      }
    }
  }

  /** The first chunk whose last entry is at or beyond the place; the last chunk when there is none. */
  #chunkOf(place: Place): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = this.#chunks[middle]?.at(-1);
      if (last && comparePlaces(last, place, this.#columns) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #position(chunk: readonly Entry[], place: Place): number {
    let low = 0;
    let high = chunk.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = chunk[middle];
      if (entry && comparePlaces(entry, place, this.#columns) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #chunkOfBound(bound: Bound, beyond: boolean): number {
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
  #positionOfBound(chunk: readonly Entry[], bound: Bound, beyond: boolean): number {
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

interface Place {
  readonly values: FieldValues;
  readonly id: string;
}

function comparePlaces(a: Place, b: Place, columns: readonly number[]): number {
  return compareValuesAt(a.values, b.values, columns) || compareStrings(a.id, b.id);
}

function compareValuesAt(a: FieldValues, b: FieldValues, columns: readonly number[]): number {
  for (const column of columns) {
    const left = a[column];
    const right = b[column];
    if (left === right || left == null || right == null) continue;
    const order = compareValues(left, right);
    if (order !== 0) return order;
  }
  return 0;
}
