/**
 * Fencing of singleton work (audit sealing, purge, job cursors): the documents of such work carry the
 * epoch of the region that may write them. A write under an older epoch is refused by compare-and-set,
 * however alive the writer believes itself to be.
 */
export interface Fenced {
  readonly version: number;
  readonly epoch: number;
}

export type FencedWrite<D extends Fenced> =
  | { readonly kind: 'write'; readonly document: D }
  | { readonly kind: 'stale-epoch'; readonly held: number };

/**
 * The next version of a guarded document, to be written by compare-and-set, or the epoch that holds it.
 * Only the holder of the very same epoch writes; a newer one must stamp the document first.
 */
export function fencedChange<D extends Fenced>(
  current: D,
  epoch: number,
  change: Partial<Omit<D, keyof Fenced | '_id'>>,
): FencedWrite<D> {
  if (current.epoch !== epoch) return { kind: 'stale-epoch', held: current.epoch };
  return { kind: 'write', document: { ...current, ...change, version: current.version + 1 } };
}

/** Stamps a guarded document with the epoch of a promotion. Epochs only grow. */
export function stampEpoch<D extends Fenced>(current: D, epoch: number): FencedWrite<D> {
  if (epoch < current.epoch) return { kind: 'stale-epoch', held: current.epoch };
  return { kind: 'write', document: { ...current, epoch, version: current.version + 1 } };
}
