import type { Outcome } from './roles.ts';

/** Operations a second. */
export function rate({ operations, seconds }: Outcome): number {
  return operations / seconds;
}

/** Of what a child told. */
export function outcomeOf(message: unknown): Outcome {
  if (typeof message !== 'object' || message === null)
    throw new Error('a bench child told nothing');
  const { operations, seconds, cpuMicros } = {
    operations: 0,
    seconds: 1,
    cpuMicros: 0,
    ...message,
  };
  return { operations, seconds, cpuMicros };
}

export function numbersOf(message: unknown): number[] {
  if (!Array.isArray(message)) throw new Error('a bench child told no numbers');
  return message.map(Number);
}

/** @param share 0.99 for p99 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}
