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

interface Entry {
  readonly record: CallbackRecord;
  readonly fingerprint: string;
}

const MAX_CONTRADICTIONS = 1_000;

/** What the bank was told, by transaction and by request; the oldest are forgotten past `retain`. */
export class CallbackLog {
  readonly contradictions: Contradiction[] = [];
  readonly counts = { first: 0, duplicate: 0, contradictory: 0 };
  readonly #retain: number;
  readonly #agenda: Agenda;
  readonly #byTransaction = new Map<string, Entry>();
  readonly #byRequest = new Map<string, Entry>();
  readonly #waiting = new Map<string, Set<(record: CallbackRecord) => void>>();

  constructor(clock: Clock, retain = 250_000) {
    this.#agenda = new Agenda(clock);
    this.#retain = retain;
  }

  get size(): number {
    return this.#byTransaction.size;
  }

  record(record: CallbackRecord): Reception {
    const { transactionId, requestId } = record;
    const entry = { record, fingerprint: fingerprint(record) };
    const before = this.#byTransaction.get(transactionId) ?? this.#byRequest.get(requestId);
    const reception = !before
      ? 'first'
      : before.fingerprint === entry.fingerprint
        ? 'duplicate'
        : 'contradictory';
    this.counts[reception] += 1;
    if (before && reception === 'contradictory') this.#contradicted(before.record, record);
    if (!before) this.#remember(entry);
    return reception;
  }

  byTransaction(transactionId: string): CallbackRecord | undefined {
    return this.#byTransaction.get(transactionId)?.record;
  }

  byRequest(requestId: string): CallbackRecord | undefined {
    return this.#byRequest.get(requestId)?.record;
  }

  latest(limit: number): CallbackRecord[] {
    return [...this.#byTransaction.values()].slice(-limit).map(({ record }) => record);
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

  #remember(entry: Entry): void {
    const { transactionId, requestId } = entry.record;
    this.#byTransaction.set(transactionId, entry);
    this.#byRequest.set(requestId, entry);
    if (this.#byTransaction.size > this.#retain) this.#forgetOldest();
    const waiting = this.#waiting.get(requestId);
    if (!waiting) return;
    this.#waiting.delete(requestId);
    for (const resolve of waiting) resolve(entry.record);
  }

  #forgetOldest(): void {
    for (const [transactionId, { record }] of this.#byTransaction) {
      this.#byTransaction.delete(transactionId);
      this.#byRequest.delete(record.requestId);
      return;
    }
  }

  #contradicted(before: CallbackRecord, now: CallbackRecord): void {
    if (this.contradictions.length >= MAX_CONTRADICTIONS) return;
    const { transactionId, requestId } = now;
    this.contradictions.push({ transactionId, requestId, before, now });
  }
}
