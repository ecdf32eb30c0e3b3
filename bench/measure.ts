/** What a measure has to reach: a ratio to a peer of the same run, or a bound on the value itself. */
export type Target =
  | { readonly peer: string; readonly atLeast: number }
  | { readonly peer: string; readonly atMost: number }
  | { readonly atLeast: number }
  | { readonly atMost: number };

/** One line of a benchmark: medians over interleaved runs. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** This value divided by that of each peer; a peer that is not installed has no entry. */
  readonly ratios?: Readonly<Record<string, number>>;
  readonly target?: Target;
}

/** Undefined when there is no target, or its peer was not there to compare with. */
export function meetsTarget({ value, ratios, target }: Measure): boolean | undefined {
  if (!target) return undefined;
  const figure = 'peer' in target ? ratios?.[target.peer] : value;
  if (figure === undefined) return undefined;
  return 'atMost' in target ? figure <= target.atMost : figure >= target.atLeast;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
