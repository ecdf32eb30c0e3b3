import { StoreError } from '../ports/errors.ts';
import { type Failure, failureOf, type Place } from './failure.ts';

const FIRST_PAUSE_MS = 20;
const LAST_PAUSE_MS = 500;
const EXPIRY_CHECK_MS = 100;

interface Waiting {
  readonly deadline: number;
  /** Why it did not succeed so far. */
  last: Failure | undefined;
  give(up: StoreError): void;
}

/**
 * Carries operations through a server that is away and through elections, for a bounded time. One timer
 * for all of them: whoever is not done when its time is up gets `unavailable`, whatever the driver still
 * waits for.
 */
export class Attempts {
  readonly #place: Place;
  readonly #retryForMs: number;
  readonly #waiting = new Set<Waiting>();
  #expiry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(place: Place, retryForMs: number) {
    this.#place = place;
    this.#retryForMs = retryForMs;
  }

  /**
   * Runs `attempt` until it succeeds, is refused, or the time is up. It is told whether an earlier try may
   * have reached the server, and then decides from what it finds there.
   */
  run<T>(collection: string | undefined, attempt: (again: boolean) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(closedError());
    return new Promise<T>((resolve, reject) => {
      const waiting: Waiting = {
        deadline: performance.now() + this.#retryForMs,
        last: undefined,
        give: reject,
      };
      this.#waiting.add(waiting);
      this.#expiry ??= setInterval(() => this.#expire(), EXPIRY_CHECK_MS).unref();
      this.#work(waiting, collection, attempt).then(
        (value) => {
          this.#done(waiting);
          resolve(value);
        },
        (error) => {
          this.#done(waiting);
          reject(error);
        },
      );
    });
  }

  close(): void {
    this.#closed = true;
    for (const waiting of this.#waiting) waiting.give(closedError());
    this.#waiting.clear();
    this.#stop();
  }

  async #work<T>(
    waiting: Waiting,
    collection: string | undefined,
    attempt: (again: boolean) => Promise<T>,
  ): Promise<T> {
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      try {
        return await attempt(waiting.last !== undefined);
      } catch (error) {
        const failure = failureOf(error, this.#place, collection);
        const over = performance.now() + pauseMs >= waiting.deadline;
        if (!failure.passing || over || !this.#waiting.has(waiting)) throw failure.error;
        waiting.last = failure;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random() / 2)));
      pauseMs = Math.min(LAST_PAUSE_MS, pauseMs * 2);
    }
  }

  /** All wait equally long, so they are in order of their deadlines. */
  #expire(): void {
    const now = performance.now();
    for (const waiting of this.#waiting) {
      if (waiting.deadline > now) return;
      this.#waiting.delete(waiting);
      waiting.give(waiting.last?.error ?? this.#silence());
    }
    this.#stop();
  }

  #silence(): StoreError {
    const { hosts, variable } = this.#place;
    const message = `documents: ${variable}: no answer within ${this.#retryForMs} ms; at ${hosts}`;
    return new StoreError('unavailable', message);
  }

  #done(waiting: Waiting): void {
    this.#waiting.delete(waiting);
    if (this.#waiting.size === 0) this.#stop();
  }

  #stop(): void {
    clearInterval(this.#expiry);
    this.#expiry = undefined;
  }
}

function closedError(): StoreError {
  return new StoreError('closed', 'documents: the client is closed');
}
