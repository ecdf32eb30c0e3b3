import { type Cancel, type Clock, newId } from '@tandem/core';
import type { Collection, CollectionSpec, Documents, StoredDocument } from '@tandem/stores';

/** What can happen to the role of a region. */
export type RoleEvent =
  | 'promoted'
  | 'resumed'
  | 'stepped-down'
  | 'handover-requested'
  | 'released'
  | 'yielded'
  | 'drained'
  | 'undrained'
  | 'up'
  | 'down'
  | 'was-away'
  | 'guard-refused';

export interface RoleEntry extends StoredDocument {
  readonly at: number;
  /** The region whose process wrote it. */
  readonly region: string;
  readonly event: RoleEvent;
  /** The newest epoch the writer knew, of events that have one. Not `epoch`: that guards a document (I5). */
  readonly knownEpoch?: number;
  readonly detail?: string;
  readonly purgeAt: number;
}

/** What happened to the regions, for those who ask afterwards: it survives whoever wrote it. */
export const REGION_HISTORY: CollectionSpec<RoleEntry> = {
  name: 'region-history',
  indexes: [{ name: 'time', fields: ['at'] }],
  expiresAt: 'purgeAt',
};

const KEPT_MS = 90 * 86_400_000;
const RETRY_MS = 1_000;
/** What could not be written yet; the oldest goes first. */
const MAX_WAITING = 64;

export interface HistoryOptions {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly region: string;
}

export interface RoleFacts extends Pick<RoleEntry, 'event' | 'detail'> {
  readonly epoch?: number;
}

/** Writes what happens, and tries again later when documents are away: often they are, just then. */
export class RegionHistory {
  readonly #options: HistoryOptions;
  readonly #entries: Collection<RoleEntry>;
  readonly #waiting: RoleEntry[] = [];
  #writing: Promise<void> | undefined;
  #cancelRetry: Cancel | undefined;
  #lastAt = 0;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#entries = options.documents.collection(REGION_HISTORY);
  }

  /** Never fails; what nobody could write for long is forgotten. */
  record({ epoch, ...facts }: RoleFacts): void {
    const { clock, region } = this.#options;
    // Two entries of one process never share their time, so that their order stays theirs.
    const at = Math.max(clock.now(), this.#lastAt + 1);
    this.#lastAt = at;
    const known = epoch === undefined ? {} : { knownEpoch: epoch };
    const base = { _id: newId(at), version: 1, at, region, purgeAt: at + KEPT_MS };
    this.#waiting.push({ ...base, ...facts, ...known });
    if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
    this.#write();
  }

  /** Resolves when what was recorded is written, or cannot be now. */
  async flush(): Promise<void> {
    this.#write();
    await this.#writing;
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
  }

  #write(): void {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      try {
        await this.#entries.insert(next);
      } catch {
        const known = await this.#isWritten(next);
        if (!known) return this.#retryLater();
      }
      if (this.#waiting[0] === next) this.#waiting.shift();
    }
  }

  async #isWritten({ _id }: RoleEntry): Promise<boolean> {
    const found = await this.#entries.get(_id).catch(() => undefined);
    return found !== undefined;
  }

  #retryLater(): void {
    this.#cancelRetry ??= this.#options.clock.schedule(RETRY_MS, () => {
      this.#cancelRetry = undefined;
      this.#write();
    });
  }
}

/** The newest entries, oldest of them first. */
export async function readHistory(documents: Documents, limit: number): Promise<RoleEntry[]> {
  const query = { index: 'time', order: 'descending', limit } as const;
  return (await documents.collection(REGION_HISTORY).find(query)).reverse();
}
