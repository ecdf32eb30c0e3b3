/**
 * Time as an argument. `now` is Unix milliseconds and may jump; `monotonic` is milliseconds that only
 * grow and mean nothing outside this process. Leases and timeouts use `monotonic` (no wall clock decides
 * who is active); deadlines that other processes read use `now`.
 */
export interface Clock {
  now(): number;
  monotonic(): number;
  /** Runs `task` once after `delayMs`. A pending task never keeps the process alive. */
  schedule(delayMs: number, task: () => void): Cancel;
}

export type Cancel = () => void;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Resolves after `delayMs` of the clock's time. */
export function delay(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(delayMs, resolve);
  });
}

interface Pending {
  readonly dueAt: number;
  readonly order: number;
  readonly task: () => void;
}

/** A clock that moves only when told, for tests and simulations. */
export class ManualClock implements Clock {
  #elapsed = 0;
  #order = 0;
  readonly #startedAt: number;
  readonly #pending = new Set<Pending>();

  constructor(startedAt = Date.UTC(2026, 0, 1)) {
    this.#startedAt = startedAt;
  }

  now(): number {
    return this.#startedAt + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  schedule(delayMs: number, task: () => void): Cancel {
    this.#order += 1;
    const pending = { dueAt: this.#elapsed + Math.max(0, delayMs), order: this.#order, task };
    this.#pending.add(pending);
    return () => {
      this.#pending.delete(pending);
    };
  }

  /** Moves time forward, running due tasks in order; tasks scheduled on the way run too when due. */
  advance(ms: number): void {
    const target = this.#elapsed + ms;
    for (let next = this.#nextDue(target); next; next = this.#nextDue(target)) {
      this.#pending.delete(next);
      this.#elapsed = Math.max(this.#elapsed, next.dueAt);
      next.task();
    }
    this.#elapsed = target;
  }

  get pendingTasks(): number {
    return this.#pending.size;
  }

  #nextDue(target: number): Pending | undefined {
    let next: Pending | undefined;
    for (const pending of this.#pending) {
      if (pending.dueAt > target) continue;
      const earlier =
        !next ||
        pending.dueAt < next.dueAt ||
        (pending.dueAt === next.dueAt && pending.order < next.order);
      if (earlier) next = pending;
    }
    return next;
  }
}
