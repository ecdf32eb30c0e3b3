import type { Guarded, GuardedDocument } from '../../guard/index.ts';

/** What a run of a singleton job works under. */
export interface JobRun {
  readonly epoch: number;
  /** False as soon as another region may be working: end early. */
  readonly goOn: () => boolean;
}

/**
 * Work that one region does for all. It writes nothing but its guarded documents, and what they allow; so
 * an old epoch's run is refused by the store, however late it wakes up.
 */
export interface SingletonJob {
  /** Stable: metrics and the guide name it. */
  readonly name: string;
  readonly everyMs: number;
  readonly run: (run: JobRun) => Promise<void>;
}

/** Stamps every guarded document with the epoch of a promotion. */
export async function stampAll(
  documents: readonly Pick<GuardedDocument<Guarded>, 'stamp'>[],
  epoch: number,
): Promise<void> {
  for (const document of documents) await document.stamp(epoch);
}
