import type { Cancel, Clock } from '@tandem/core';
import { isStoreError } from './ports/errors.ts';
import type { ReceivedEvent, SubscribeOptions } from './ports/events.ts';

/** What a log's adapter does for the runner. */
export interface ConsumerLog {
  /** Records that everything of the partition below `offset` has taken effect. */
  commit(topic: string, partition: number, offset: number): void;
  /** Resolves when the dead-letter topic has the event. */
  deadLetter(event: ReceivedEvent, error: unknown): Promise<void>;
}

interface Assigned {
  readonly topic: string;
  readonly partition: number;
  queue: ReceivedEvent[];
  /** A batch of it is being handled, or waits for its retry. */
  busy: boolean;
  revoked: boolean;
  /** Ends a wait for a retry early. */
  wake: Cancel | undefined;
  whenIdle: (() => void)[];
}

const DEFAULT_MAX_ATTEMPTS = 5;
const DEFAULT_RETRY_DELAY_MS = 1_000;
const DEAD_LETTER = '.dead-letter';

export function deadLetterTopic(topic: string): string {
  return topic + DEAD_LETTER;
}

/**
 * Runs one member's share of a group: batches of a partition one after another, of different partitions
 * at once, retries, dead letters and commits. Adapters feed it and tell it what was assigned or revoked.
 */
export class ConsumerRunner {
  readonly #options: SubscribeOptions;
  readonly #log: ConsumerLog;
  readonly #clock: Clock;
  readonly #assigned = new Map<string, Assigned>();
  /** Partitions that were lost while a batch of theirs was still being handled. */
  readonly #leaving = new Map<string, Promise<void>>();
  #running = 0;

  constructor(options: SubscribeOptions, log: ConsumerLog, clock: Clock) {
    this.#options = options;
    this.#log = log;
    this.#clock = clock;
  }

  assign(topic: string, partition: number): void {
    const key = keyOf(topic, partition);
    const assigned: Assigned = {
      topic,
      partition,
      queue: [],
      busy: false,
      revoked: false,
      wake: undefined,
      whenIdle: [],
    };
    this.#assigned.set(key, assigned);
    const leaving = this.#leaving.get(key);
    if (!leaving) return;
    // The same partition came back: its old batch ends before the new one begins.
    assigned.busy = true;
    void leaving.then(() => {
      assigned.busy = false;
      this.#becameIdle(assigned);
      this.#next();
    });
  }

  deliver(topic: string, partition: number, events: readonly ReceivedEvent[]): void {
    const assigned = this.#assigned.get(keyOf(topic, partition));
    if (!assigned) return;
    if (assigned.queue.length === 0) assigned.queue = [...events];
    else for (const event of events) assigned.queue.push(event);
    this.#next();
  }

  /** Resolves when no batch of the partition is in flight; what finished is committed. */
  revoke(topic: string, partition: number): Promise<void> {
    const key = keyOf(topic, partition);
    const assigned = this.#assigned.get(key);
    if (!assigned) return Promise.resolve();
    this.#assigned.delete(key);
    assigned.revoked = true;
    assigned.queue = [];
    assigned.wake?.();
    if (!assigned.busy) return Promise.resolve();
    const idle = new Promise<void>((resolve) => assigned.whenIdle.push(resolve));
    this.#leaving.set(key, idle);
    return idle.then(() => {
      if (this.#leaving.get(key) === idle) this.#leaving.delete(key);
    });
  }

  async revokeAll(): Promise<void> {
    const all = [...this.#assigned.values()];
    await Promise.all(all.map(({ topic, partition }) => this.revoke(topic, partition)));
    await Promise.all(this.#leaving.values());
  }

  #next(): void {
    for (const assigned of this.#assigned.values()) {
      if (this.#running >= this.#options.concurrency) return;
      if (!assigned.busy && assigned.queue.length > 0) void this.#handleNext(assigned);
    }
  }

  async #handleNext(assigned: Assigned): Promise<void> {
    assigned.busy = true;
    const { queue } = assigned;
    const { maxBatch } = this.#options;
    const whole = queue.length <= maxBatch;
    const batch = whole ? queue : queue.slice(0, maxBatch);
    assigned.queue = whole ? [] : queue.slice(maxBatch);
    await this.#handleWithRetries(assigned, batch);
    assigned.busy = false;
    this.#becameIdle(assigned);
    this.#requeue(assigned);
    this.#next();
  }

  async #handleWithRetries(assigned: Assigned, batch: readonly ReceivedEvent[]): Promise<void> {
    const attempts = this.#options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS;
    for (let attempt = 1; attempt <= attempts; ) {
      const error = await this.#attempt(batch);
      if (error === undefined) {
        this.#commit(assigned, batch);
        return;
      }
      if (assigned.revoked) return;
      if (!isOutage(error.cause)) attempt += 1;
      if (attempt <= attempts) await this.#pause(assigned);
      if (assigned.revoked) return;
    }
    await this.#handleSingly(assigned, batch);
  }

  async #handleSingly(assigned: Assigned, batch: readonly ReceivedEvent[]): Promise<void> {
    for (const event of batch) {
      let error = await this.#attempt([event]);
      while (error !== undefined && isOutage(error.cause) && !assigned.revoked) {
        await this.#pause(assigned);
        if (!assigned.revoked) error = await this.#attempt([event]);
      }
      if (error !== undefined) await this.#bury(assigned, event, error.cause);
      if (error !== undefined && assigned.revoked) return;
      this.#commit(assigned, [event]);
      if (assigned.revoked) return;
    }
  }

  async #bury(assigned: Assigned, event: ReceivedEvent, reason: unknown): Promise<void> {
    while (!assigned.revoked) {
      try {
        await this.#log.deadLetter(event, reason);
        return;
      } catch (error) {
        this.#options.onError?.(error, [event]);
        await this.#pause(assigned);
      }
    }
  }

  /** undefined when the effect took place, otherwise what was thrown. */
  async #attempt(batch: readonly ReceivedEvent[]): Promise<{ cause: unknown } | undefined> {
    this.#running += 1;
    try {
      await this.#options.handle(batch);
      return undefined;
    } catch (cause) {
      this.#options.onError?.(cause, batch);
      return { cause };
    } finally {
      this.#running -= 1;
    }
  }

  /** Other partitions use the free slot while this one waits. */
  async #pause(assigned: Assigned): Promise<void> {
    this.#next();
    await new Promise<void>((resolve) => {
      const delayMs = this.#options.retryDelayMs ?? DEFAULT_RETRY_DELAY_MS;
      const cancel = this.#clock.schedule(delayMs, resolve);
      assigned.wake = () => {
        cancel();
        resolve();
      };
    });
    assigned.wake = undefined;
  }

  #commit(assigned: Assigned, batch: readonly ReceivedEvent[]): void {
    const last = batch.at(-1);
    if (last) this.#log.commit(assigned.topic, assigned.partition, last.offset + 1);
  }

  #becameIdle(assigned: Assigned): void {
    for (const resolve of assigned.whenIdle) resolve();
    assigned.whenIdle = [];
  }

  /** To the end of the row, so that a busy partition does not starve the others. */
  #requeue(assigned: Assigned): void {
    const key = keyOf(assigned.topic, assigned.partition);
    if (this.#assigned.get(key) !== assigned) return;
    this.#assigned.delete(key);
    this.#assigned.set(key, assigned);
  }
}

/** What failed is a store that is away: no event is to blame, and the log keeps them until it is back. */
function isOutage(cause: unknown): boolean {
  return isStoreError(cause, 'unavailable') && !cause.lasting;
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
