import type { Clock } from '@tandem/core';
import { Agenda } from '../agenda.ts';
import { type CallbackRecord, fingerprint } from './callback.ts';

/**
 * `first`; `duplicate`: said before in the same words; `contradictory`: the transaction had another
 * content before, or its request another transaction. Contradictions break the contract.
 */
export type Reception = 'first' | 'duplicate' | 'contradictory';

export interface Contradiction {
  readonly transactionId: string;
  readonly requestId: string;
  readonly before: CallbackRecord;
  readonly now: CallbackRecord;
}

const MAX_CONTRADICTIONS = 1_000;
/** About half a kilobyte each. */
const DEFAULT_RETAIN = 50_000;

/** What the bank was told, by transaction and by request; the oldest are forgotten past `retain`. */
export class CallbackLog {
  readonly contradictions: Contradiction[] = [];
  readonly counts = { first: 0, duplicate: 0, contradictory: 0 };
  readonly #retain: number;
  readonly #agenda: Agenda;
  readonly #byTransaction = new Map<string, CallbackRecord>();
  readonly #byRequest = new Map<string, CallbackRecord>();
  readonly #waiting = new Map<string, Set<(record: CallbackRecord) => void>>();

  constructor(clock: Clock, retain = DEFAULT_RETAIN) {
    this.#agenda = new Agenda(clock);
    this.#retain = retain;
  }

  get size(): number {
    return this.#byTransaction.size;
  }

  record(record: CallbackRecord): Reception {
    const { transactionId, requestId } = record;
    const before = this.#byTransaction.get(transactionId) ?? this.#byRequest.get(requestId);
    const reception = !before
      ? 'first'
      : fingerprint(before) === fingerprint(record)
        ? 'duplicate'
        : 'contradictory';
    this.counts[reception] += 1;
    if (before && reception === 'contradictory') this.#contradicted(before, record);
    if (!before) this.#remember(record);
    return reception;
  }

  byTransaction(transactionId: string): CallbackRecord | undefined {
    return this.#byTransaction.get(transactionId);
  }

  byRequest(requestId: string): CallbackRecord | undefined {
    return this.#byRequest.get(requestId);
  }

  latest(limit: number): CallbackRecord[] {
    return [...this.#byTransaction.values()].slice(-limit);
  }

  /** The outcome of a request, now or when it comes; `undefined` when it did not within `timeoutMs`. */
  awaitOutcome(requestId: string, timeoutMs: number): Promise<CallbackRecord | undefined> {
    const known = this.byRequest(requestId);
    if (known) return Promise.resolve(known);
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(requestId) ?? new Set();
      this.#waiting.set(requestId, waiting);
      waiting.add(resolve);
      this.#agenda.add(timeoutMs, () => {
        waiting.delete(resolve);
        if (waiting.size === 0 && this.#waiting.get(requestId) === waiting) {
          this.#waiting.delete(requestId);
        }
        resolve(undefined);
      });
    });
  }

  /** Whoever waits is told that nothing came. */
  close(): void {
    this.#agenda.close();
  }

  #remember(record: CallbackRecord): void {
    const { transactionId, requestId } = record;
    this.#byTransaction.set(transactionId, record);
    this.#byRequest.set(requestId, record);
    if (this.#byTransaction.size > this.#retain) this.#forgetOldest();
    const waiting = this.#waiting.get(requestId);
    if (!waiting) return;
    this.#waiting.delete(requestId);
    for (const resolve of waiting) resolve(record);
  }

  #forgetOldest(): void {
    for (const [transactionId, { requestId }] of this.#byTransaction) {
      this.#byTransaction.delete(transactionId);
      this.#byRequest.delete(requestId);
      return;
    }
  }

  #contradicted(before: CallbackRecord, now: CallbackRecord): void {
    if (this.contradictions.length >= MAX_CONTRADICTIONS) return;
    const { transactionId, requestId } = now;
    this.contradictions.push({ transactionId, requestId, before, now });
  }
}
