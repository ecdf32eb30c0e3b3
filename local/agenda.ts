import type { Cancel, Clock } from '@tandem/core';

interface Entry {
  readonly dueAt: number;
  readonly order: number;
  readonly task: () => void;
}

/**
 * Things to do later, any number of them behind one timer: a binary heap by due time. A thousand receipts
 * and popups a second would otherwise be a thousand timers.
 */
export class Agenda {
  readonly #clock: Clock;
  readonly #heap: Entry[] = [];
  #order = 0;
  #closed = false;
  #timer: { readonly dueAt: number; readonly cancel: Cancel } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#heap.length;
  }

  /**
   * Runs `task` once after `delayMs`; tasks due at the same time run in the order they were added. After
   * `close` it runs at once.
   */
  add(delayMs: number, task: () => void): void {
    if (this.#closed) {
      task();
      return;
    }
    this.#order += 1;
    const dueAt = this.#clock.monotonic() + Math.max(0, delayMs);
    this.#push({ dueAt, order: this.#order, task });
    this.#arm();
  }

  /** Resolves after `delayMs`, or at `close`. */
  wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.add(delayMs, resolve));
  }

  /** Runs what is left, and from now on everything at once: whoever waits wakes up and sees the end. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    const left = this.#heap.splice(0).sort((a, b) => (before(a, b) ? -1 : 1));
    for (const { task } of left) task();
  }

  #arm(): void {
    const next = this.#heap[0];
    if (!next || (this.#timer && this.#timer.dueAt <= next.dueAt)) return;
    this.#timer?.cancel();
    const cancel = this.#clock.schedule(next.dueAt - this.#clock.monotonic(), () => this.#run());
    this.#timer = { dueAt: next.dueAt, cancel };
  }

  #run(): void {
    this.#timer = undefined;
    // A timer may fire up to a millisecond before the monotonic clock says so.
    const now = this.#clock.monotonic() + 1;
    for (let next = this.#heap[0]; next && next.dueAt <= now; next = this.#heap[0]) {
      this.#pop();
      next.task();
    }
    this.#arm();
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt];
      if (!parent || !before(entry, parent)) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      const childAt = right && left && before(right, left) ? 2 * at + 2 : 2 * at + 1;
      const child = heap[childAt];
      if (!child || !before(child, last)) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = last;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.dueAt === b.dueAt ? a.order < b.order : a.dueAt < b.dueAt;
}
