import type { Operation, Recorder } from '../operation.ts';

/** A history that stays in memory, for tests. */
export function memoryHistory(now: () => number = Date.now): {
  readonly operations: Operation[];
  readonly record: Recorder;
} {
  const operations: Operation[] = [];
  return {
    operations,
    record: (process, type, f, value) => {
      operations.push({ time: now(), process, type, f, value });
    },
  };
}
