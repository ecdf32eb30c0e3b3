import { type Clock, systemClock } from '@tandem/core';

/** Real time, but so many times as fast: people who take seconds take milliseconds. Tests only. */
export function hurriedClock(times: number): Clock {
  const [now, monotonic] = [systemClock.now(), systemClock.monotonic()];
  return {
    now: () => now + (systemClock.now() - now) * times,
    monotonic: () => monotonic + (systemClock.monotonic() - monotonic) * times,
    schedule: (delayMs, task) => systemClock.schedule(delayMs / times, task),
  };
}
