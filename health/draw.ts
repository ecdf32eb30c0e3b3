/** Chooses one of several in proportion to their weights. All functions here are pure: chance is an argument. */

/**
 * The item that `draw` falls on when items lie side by side, each as wide as its weight.
 * @param draw in [0, 1)
 * @returns undefined when no item has a weight above 0
 */
export function pickByWeight<T>(
  items: readonly T[],
  weightOf: (item: T) => number,
  draw: number,
): T | undefined {
  let total = 0;
  for (const item of items) total += Math.max(0, weightOf(item));
  let left = draw * total;
  let last: T | undefined;
  for (const item of items) {
    const weight = Math.max(0, weightOf(item));
    if (weight === 0) continue;
    last = item;
    left -= weight;
    if (left < 0) return item;
  }
  // Rounding may leave a hair: it belongs to the last.
  return last;
}

/**
 * Rendezvous hashing with weights: each key goes to the item with the best score. When an item goes,
 * only its keys move; when a weight changes, only as many as the change is worth.
 * @returns undefined when no item has a weight above 0
 */
export function pickByHash<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  weightOf: (item: T) => number,
  key: string,
): T | undefined {
  let best: T | undefined;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const item of items) {
    const weight = weightOf(item);
    if (weight <= 0) continue;
    // Half a step away from 0, whose logarithm is infinite.
    const unit = unitHash(`${nameOf(item)}|${key}`) + Number.EPSILON;
    const score = weight / -Math.log(unit);
    if (score > bestScore) {
      best = item;
      bestScore = score;
    }
  }
  return best;
}

const FNV_OFFSET = 0x811c_9dc5;
const FNV_PRIME = 0x0100_0193;
const UINT32 = 0x1_0000_0000;

/** In [0, 1), the same for the same text everywhere: FNV-1a, then the finaliser of MurmurHash3. */
export function unitHash(text: string): number {
  let h = FNV_OFFSET;
  for (let i = 0; i < text.length; i += 1) {
    h = Math.imul(h ^ text.charCodeAt(i), FNV_PRIME);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return ((h ^ (h >>> 16)) >>> 0) / UINT32;
}
