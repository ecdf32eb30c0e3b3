/** Beyond this the wall clock was set since the process began, and the rest of the machine follows it. */
const MAX_DRIFT_MS = 2;
const MICROSECONDS = 1_000;

/**
 * Unix milliseconds down to the microsecond, so that histories of several processes merge in the order in
 * which things happened; whole milliseconds once the wall clock has moved away from the monotonic one.
 */
export function trueTime(): number {
  const wall = Date.now();
  const fine = performance.timeOrigin + performance.now();
  if (Math.abs(fine - wall) > MAX_DRIFT_MS) return wall;
  return Math.round(fine * MICROSECONDS) / MICROSECONDS;
}
