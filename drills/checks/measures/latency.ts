import { dueAt, type Facts } from '../facts/index.ts';
import { percentile } from './percentile.ts';
import { acceptanceP99Ms, faultSpan } from './phases.ts';

const P99 = 0.99;
const SECOND_MS = 1_000;
/** Twice what it was, and never held to less than what a pause of a busy machine costs. */
const NORMAL_FACTOR = 2;
const NORMAL_MARGIN_MS = 150;
/** One good second is luck, and of a hundred offers the p99 is the slowest. */
const STEADY_SECONDS = 3;

/**
 * Seconds from the fault until acceptance was as fast as before: the first of three seconds in a row that have,
 * taken together, a p99 of at most twice that before the fault, or 150 ms more. An offer that was not
 * accepted is slower than any.
 * `null`: there is nothing to compare, or it never was.
 */
export function p99NormalAfter(facts: Facts): number | null {
  const span = faultSpan(facts);
  const before = acceptanceP99Ms(facts).before;
  if (!span || before === null) return null;
  const bound = Math.max(before * NORMAL_FACTOR, before + NORMAL_MARGIN_MS);
  const seconds = bySecond(facts, span.at);
  const last = Math.max(-1, ...seconds.keys());
  for (let second = 0; second <= last; second += 1) {
    const steady = Array.from({ length: STEADY_SECONDS }, (_, next) => seconds.get(second + next));
    const p99 = percentile(
      steady.flatMap((values) => values ?? []),
      P99,
    );
    if (p99 === undefined || p99 <= bound) return second;
  }
  return null;
}

/** Acceptance latencies of the offers that were due in each second after the fault, or under way at it. */
function bySecond(facts: Facts, from: number): Map<number, number[]> {
  const seconds = new Map<number, number[]>();
  for (const offer of facts.offers.values()) {
    if (offer.end && offer.end.time < from) continue;
    const second = Math.max(0, Math.floor((dueAt(offer) - from) / SECOND_MS));
    const ms = offer.end?.type === 'ok' ? offer.end.ms : Number.POSITIVE_INFINITY;
    const values = seconds.get(second);
    if (values) values.push(ms);
    else seconds.set(second, [ms]);
  }
  return seconds;
}
