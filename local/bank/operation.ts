/**
 * One line of a history, as the bank saw it: `invoke` when it asks, then `ok` (accepted), `fail` (refused:
 * it did not happen) or `info` (no answer: it may have happened) by the same process. Never a number, a
 * name or a secret.
 */
export interface Operation {
  /** Unix milliseconds. */
  readonly time: number;
  /** One at a time per process: `bank-<n>` asks, `bank-callbacks` is called back. */
  readonly process: string;
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  /** `approve` or `callback`. */
  readonly f: string;
  readonly value: Readonly<Record<string, string | number | boolean>>;
}

export type OnOperation = (operation: Operation) => void;
