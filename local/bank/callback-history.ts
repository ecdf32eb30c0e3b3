import type { Recorder } from '../history/index.ts';
import { type CallbackRecord, fingerprint } from './callback.ts';
import type { Reception } from './callback-log.ts';

const PROCESS = 'bank-callbacks';

/** One delivery, which ends in exactly one of its methods. */
export interface DeliveryRecord {
  /** Answered 2xx. */
  taken(reception: Reception): void;
  /** Answered otherwise on purpose; 0: the connection was dropped. */
  refused(status: number): void;
  /** Taken, but the connection was gone before the answer. */
  unheard(reception: Reception): void;
}

/** What Tandem tells the bank, as operations `callback`. */
export class CallbackHistory {
  readonly #record: Recorder;

  constructor(record: Recorder) {
    this.#record = record;
  }

  received(callback: CallbackRecord): DeliveryRecord {
    const { transactionId, requestId, responseType, status } = callback;
    const said = { transactionId, requestId, responseType, fingerprint: fingerprint(callback) };
    this.#record(PROCESS, 'invoke', 'callback', said);
    return {
      taken: (reception) => this.#record(PROCESS, 'ok', 'callback', { ...said, status, reception }),
      refused: (refusal) => this.#record(PROCESS, 'fail', 'callback', { ...said, status: refusal }),
      unheard: (reception) =>
        this.#record(PROCESS, 'info', 'callback', {
          ...said,
          reception,
          reason: 'the connection was gone before the answer',
        }),
    };
  }
}
