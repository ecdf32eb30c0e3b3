export type OperationType = 'invoke' | 'ok' | 'fail' | 'info';

export type OperationField = string | number | boolean | null | readonly string[];

export type OperationValue = Readonly<Record<string, OperationField>>;

/**
 * One line of a history: `invoke` when something is asked, then `ok`, `fail` (it did not happen) or `info`
 * (it may have happened) by the same process; `info` alone is a thing that was seen. Every `f` is listed in
 * docs/reference/history.md. Never a number of a person, a key or a token.
 */
export interface Operation {
  /** Unix milliseconds, with fractions. */
  readonly time: number;
  /** Has one operation under way at a time. */
  readonly process: string;
  readonly type: OperationType;
  readonly f: string;
  readonly value: OperationValue;
}

/** Takes note of an operation at the moment of the call. Never throws, and costs microseconds. */
export type Recorder = (
  process: string,
  type: OperationType,
  f: string,
  value: OperationValue,
) => void;
