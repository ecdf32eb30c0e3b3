/** One use of a path: when it began, when it ended, and whether well. Unix milliseconds. */
export interface Use {
  readonly from: number;
  readonly failed: boolean;
  /** `undefined`: it never ended, or its end is not in the history. */
  readonly endedAt: number | undefined;
}

/** A failure among others within a second of it is an outage; one alone, or one in a hundred, is a stray. */
const AROUND_MS = 1_000;
const STRAY_SHARE = 0.01;

/** So long without an outage, it is over; what comes later is another one, with a cause of its own. */
const STEADY_MS = 3_000;

/**
 * When the last use of the first outage began that failed, from `from` on, strays left out. What was under way
 * at `until`, when the healing began, does not count: starting a region takes the machine from those it serves.
 */
export function endOfOutage(uses: readonly Use[], from: number, until: number): number | undefined {
  const all = Float64Array.from(uses, (use) => use.from).sort();
  const failed = Float64Array.from(
    uses.filter(({ failed, endedAt = 0 }) => failed && endedAt <= until),
    (use) => use.from,
  ).sort();
  const isOutage = (time: number) => {
    const tolerated = Math.max(1, STRAY_SHARE * within(all, time));
    return within(failed, time) > tolerated;
  };
  let last: number | undefined;
  for (let index = lowerBound(failed, from); index < failed.length; index += 1) {
    const time = failed[index] ?? until;
    if (time >= until || (last !== undefined && time - last > STEADY_MS)) break;
    if (isOutage(time)) last = time;
  }
  return last;
}

const within = (times: Float64Array, time: number): number =>
  lowerBound(times, time + AROUND_MS) - lowerBound(times, time - AROUND_MS);

/** How many of the sorted times lie before `bound`. */
function lowerBound(times: Float64Array, bound: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? bound) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
