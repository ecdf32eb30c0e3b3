import { isAlive, type Roll } from '@tandem/runtime';
import type { LiveState } from '../schemas.ts';
import { growthOf } from './window.ts';

const MINUTE_MS = 60_000;

/** Outcomes of all regions over the last minute, from the counters of their processes. */
export class OutcomesOfMinute {
  readonly #last = new Map<string, Readonly<Record<string, number>>>();
  readonly #grown: { readonly at: number; readonly key: string; readonly count: number }[] = [];

  /** @param at Unix milliseconds */
  observe(roll: Roll, at: number): void {
    for (const [id, seen] of roll.seen) {
      const outcomes = seen.report.figures?.outcomes;
      if (!isAlive(seen) || outcomes === undefined) continue;
      // What was counted before this process of ours looked first is no part of its last minute.
      const before = this.#last.get(id) ?? outcomes;
      for (const [key, count] of growthOf(before, outcomes)) {
        if (count > 0) this.#grown.push({ at, key, count });
      }
      this.#last.set(id, outcomes);
    }
    for (const id of this.#last.keys()) if (!roll.seen.has(id)) this.#last.delete(id);
    while ((this.#grown[0]?.at ?? at) < at - MINUTE_MS) this.#grown.shift();
  }

  counts(): LiveState['outcomes'] {
    const counts: Record<string, number> = {};
    let total = 0;
    for (const { key, count } of this.#grown) {
      counts[key] = (counts[key] ?? 0) + count;
      total += count;
    }
    return { total, counts };
  }
}
