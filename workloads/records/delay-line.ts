import type { Cancel, Clock } from '@tandem/core';

export interface DelayLineOptions<T> {
  readonly clock: Clock;
  readonly delayMs: number;
  readonly onDue: (item: T) => void;
}

/** Items that are due at about the same time share one timer: at most an eighth of the delay late. */
const STEPS = 8;

/** Runs `onDue` for each item one delay after it was added, unless it is removed before. One timer in all. */
export class DelayLine<T> {
  readonly #options: DelayLineOptions<T>;
  readonly #stepMs: number;
  /** In the order of their due times, since all wait equally long. */
  readonly #dueAt = new Map<T, number>();
  #cancel: Cancel | undefined;

  constructor(options: DelayLineOptions<T>) {
    this.#options = options;
    this.#stepMs = Math.max(1, options.delayMs / STEPS);
  }

  get size(): number {
    return this.#dueAt.size;
  }

  /** Starts the delay; an item that waits already keeps its place. */
  add(item: T): void {
    if (this.#dueAt.has(item)) return;
    const { clock, delayMs } = this.#options;
    this.#dueAt.set(item, clock.monotonic() + delayMs);
    this.#cancel ??= clock.schedule(delayMs, this.#run);
  }

  /** Whether it was still waiting. */
  remove(item: T): boolean {
    return this.#dueAt.delete(item);
  }

  /** Takes out whatever waits; nothing becomes due any more. */
  takeAll(): T[] {
    this.#cancel?.();
    this.#cancel = undefined;
    const items = [...this.#dueAt.keys()];
    this.#dueAt.clear();
    return items;
  }

  readonly #run = (): void => {
    const { clock, onDue } = this.#options;
    const now = clock.monotonic();
    this.#cancel = undefined;
    for (const [item, dueAt] of this.#dueAt) {
      if (dueAt > now) {
        this.#cancel ??= clock.schedule(Math.max(this.#stepMs, dueAt - now), this.#run);
        return;
      }
      this.#dueAt.delete(item);
      onDue(item);
    }
  };
}
