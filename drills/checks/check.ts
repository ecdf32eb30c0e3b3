/** `unknown`: the history does not tell. */
export type Validity = true | false | 'unknown';

export const CHECK_IDS = [
  'I1',
  'I2',
  'I3',
  'I4',
  'I5',
  'I6',
  'I7',
  'I8',
  'I9',
  'availability',
  'plausibility',
] as const;
export type CheckId = (typeof CHECK_IDS)[number];

/** What one checker found. */
export interface Check {
  readonly id: CheckId;
  readonly valid: Validity;
  /** One sentence; names the first offending operation and its line. */
  readonly detail: string;
  /** The offenders: requestId, transactionId or another name, each once, the first hundred. */
  readonly operations: readonly string[];
}

/** Any false makes the whole false; else any unknown makes it unknown. */
export function verdictOf(checks: readonly Check[]): Validity {
  if (checks.some(({ valid }) => valid === false)) return false;
  return checks.length > 0 && checks.every(({ valid }) => valid === true) ? true : 'unknown';
}
