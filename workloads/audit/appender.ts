import { type Cancel, type Clock, delay } from '@tandem/core';
import { type Collection, type Documents, isStoreError, type ReceivedEvent } from '@tandem/stores';
import { withoutAppended } from './marks.ts';
import {
  AUDIT_SEGMENTS,
  EMPTY_CHAIN,
  type Head,
  headOf,
  nextSegment,
  type Segment,
} from './segment.ts';

export interface AppenderOptions {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly region: string;
  /** A segment is written when it has so many entries, or `lingerMs` after its first one arrived. */
  readonly maxEntries: number;
  readonly lingerMs: number;
  readonly retryMs: number;
  /** Called after each segment that this appender wrote. */
  readonly onAppended: (segment: Segment, events: readonly ReceivedEvent[]) => void;
  /** Documents did not answer; the same entries are tried again after `retryMs`. */
  readonly onUnavailable: (error: unknown) => void;
  /** Another appender of this region extended the chain first. */
  readonly onRace: () => void;
}

interface Waiting {
  readonly events: readonly ReceivedEvent[];
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Extends the audit chain of one region. Several appenders may do so at once; each entry lands in the
 * chain once, however often the log delivers it.
 */
export class ChainAppender {
  readonly #options: AppenderOptions;
  readonly #segments: Collection<Segment>;
  #head: Head | undefined;
  #waiting: Waiting[] = [];
  #count = 0;
  #writing = false;
  #hurried = false;
  #stopped = false;
  #cancelLinger: Cancel | undefined;

  constructor(options: AppenderOptions) {
    this.#options = options;
    this.#segments = options.documents.collection(AUDIT_SEGMENTS);
  }

  /** Resolves when every event is in the chain, whoever put it there. Rejects only once stopped. */
  append(events: readonly ReceivedEvent[]): Promise<void> {
    if (this.#stopped) return Promise.reject(new Error('the audit log has stopped'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ events, resolve, reject });
      this.#count += events.length;
      this.#plan();
    });
  }

  /** From now on segments are written at once: the process is about to end. */
  hurry(): void {
    this.#hurried = true;
    this.#plan();
  }

  /** Gives up on what is not written; the log delivers it again to another appender. */
  stop(): void {
    this.#stopped = true;
    this.#cancelLinger?.();
    for (const { reject } of this.#waiting) reject(new Error('the audit log has stopped'));
    this.#waiting = [];
  }

  #plan(): void {
    if (this.#writing || this.#waiting.length === 0) return;
    if (this.#hurried || this.#count >= this.#options.maxEntries) {
      this.#cancelLinger?.();
      void this.#flush();
      return;
    }
    this.#cancelLinger ??= this.#options.clock.schedule(this.#options.lingerMs, () => {
      void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    this.#cancelLinger = undefined;
    this.#writing = true;
    const batches = this.#take();
    try {
      await this.#write(batches.flatMap(({ events }) => events));
      for (const { resolve } of batches) resolve();
    } catch (error) {
      this.#head = undefined;
      for (const { reject } of batches) reject(error);
    }
    this.#writing = false;
    this.#plan();
  }

  #take(): Waiting[] {
    const taken: Waiting[] = [];
    let count = 0;
    while (this.#waiting.length > 0 && count < this.#options.maxEntries) {
      const next = this.#waiting.shift();
      if (!next) break;
      taken.push(next);
      count += next.events.length;
    }
    this.#count -= count;
    return taken;
  }

  async #write(events: readonly ReceivedEvent[]): Promise<void> {
    for (;;) {
      try {
        if (await this.#tryWrite(events)) return;
        this.#options.onRace();
      } catch (error) {
        // The segment may have been written all the same: the next look at the chain tells.
        if (this.#stopped || !isStoreError(error, 'unavailable')) throw error;
        this.#options.onUnavailable(error);
        await delay(this.#options.clock, this.#options.retryMs);
      }
      this.#head = undefined;
    }
  }

  async #tryWrite(events: readonly ReceivedEvent[]): Promise<boolean> {
    const { region, onAppended } = this.#options;
    const before = this.#head ?? (await this.#readHead());
    const fresh = withoutAppended(before.marks, events);
    this.#head = before;
    if (fresh.length === 0) return true;
    const { segment, head } = nextSegment(region, before, fresh);
    try {
      await this.#segments.insert(segment);
    } catch (error) {
      if (isStoreError(error, 'duplicate')) return false;
      throw error;
    }
    this.#head = head;
    onAppended(segment, fresh);
    return true;
  }

  async #readHead(): Promise<Head> {
    const { region } = this.#options;
    const query = { index: 'chain', equals: [region], order: 'descending', limit: 1 } as const;
    const last = (await this.#segments.find(query))[0];
    return last ? headOf(last) : EMPTY_CHAIN;
  }
}
