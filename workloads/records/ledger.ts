import {
  type Clock,
  type Decision,
  decide,
  type Transaction,
  type TransactionEvent,
  type UnchangedReason,
} from '@tandem/core';
import {
  type Collection,
  type Documents,
  type EventMessage,
  type Events,
  type IndexQuery,
  isStoreError,
} from '@tandem/stores';
import { LRUCache } from 'lru-cache';
import { TRANSACTIONS } from './collections.ts';
import { encodeNotice, type FactType, type Notice, TRAIL_TOPIC } from './notice.ts';

export type Accepted =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'duplicate'; readonly existing: Transaction };

export type Applied =
  | { readonly kind: 'moved'; readonly transaction: Transaction }
  | {
      readonly kind: 'unchanged';
      readonly reason: UnchangedReason;
      readonly transaction: Transaction;
    }
  | { readonly kind: 'absent' };

export interface LedgerOptions {
  readonly documents: Documents;
  readonly events: Events;
  readonly clock: Clock;
  readonly region: string;
  /** Events that could not be published now; the drive of their transactions publishes them later. */
  readonly onUnpublished: (error: unknown, topic: string, count: number) => void;
}

/** Writers of one transaction rarely meet; past this many lost races something else is wrong. */
const MAX_RACES = 16;
const HINTS = 4_096;

/**
 * The only way in which a workload moves a transaction: read, decide by the pure state machine, write by
 * compare-and-set, publish what the new state owes. Works from any region (invariant I4).
 */
export class Ledger {
  readonly region: string;
  readonly #transactions: Collection<Transaction>;
  readonly #events: Events;
  readonly #clock: Clock;
  readonly #onUnpublished: LedgerOptions['onUnpublished'];
  /** Versions this process wrote last: they save a read, and the compare-and-set catches a stale one. */
  readonly #hints = new LRUCache<string, Transaction>({ max: HINTS });
  /** What this turn of the event loop has to publish: one call for each topic, not one for each event. */
  readonly #outgoing = new Map<string, EventMessage[]>();

  constructor(options: LedgerOptions) {
    this.region = options.region;
    this.#transactions = options.documents.collection(TRANSACTIONS);
    this.#events = options.events;
    this.#clock = options.clock;
    this.#onUnpublished = options.onUnpublished;
  }

  /** Stores a new transaction, or finds the one that (customer, requestId) already made. */
  async accept(transaction: Transaction): Promise<Accepted> {
    try {
      await this.#transactions.insert(transaction);
    } catch (error) {
      if (!isStoreError(error, 'duplicate')) throw error;
      const existing = await this.byRequest(transaction.customerId, transaction.requestId);
      if (!existing) throw error;
      if (existing._id !== transaction._id) return { kind: 'duplicate', existing };
    }
    this.#hints.set(transaction._id, transaction);
    this.#announce(transaction, 'accepted', transaction.acceptedAt, undefined);
    return { kind: 'accepted' };
  }

  get(id: string): Promise<Transaction | undefined> {
    return this.#transactions.get(id);
  }

  /** The last version this process wrote, else the stored one. Good enough to decide what to try. */
  async recall(id: string): Promise<Transaction | undefined> {
    return this.#hints.get(id) ?? (await this.#transactions.get(id));
  }

  async byRequest(customerId: string, requestId: string): Promise<Transaction | undefined> {
    const query = { index: 'request', equals: [customerId, requestId], limit: 1 };
    return (await this.#transactions.find(query))[0];
  }

  find(query: IndexQuery): Promise<Transaction[]> {
    return this.#transactions.find(query);
  }

  /**
   * Moves a transaction. `moved` only when this very call wrote the new version; a write whose
   * acknowledgement was lost reads as `unchanged` (`already`), which every caller treats as done.
   */
  async apply(
    id: string,
    event: TransactionEvent | ((transaction: Transaction) => TransactionEvent | undefined),
  ): Promise<Applied> {
    let current = this.#hints.get(id);
    let fresh = false;
    for (let race = 0; race < MAX_RACES; race += 1) {
      if (!current) {
        current = await this.#transactions.get(id);
        fresh = true;
        if (!current) return { kind: 'absent' };
      }
      const concrete = typeof event === 'function' ? event(current) : event;
      const decision: Decision = concrete
        ? decide(current, concrete)
        : { kind: 'unchanged', reason: 'already' };
      if (decision.kind === 'unchanged') {
        if (fresh) return { kind: 'unchanged', reason: decision.reason, transaction: current };
        current = undefined;
        continue;
      }
      const next = decision.transaction;
      // Forgotten until the write is known to stand: after `unavailable` nobody knows.
      this.#hints.delete(id);
      if (await this.#transactions.replace(next)) {
        this.#remember(next);
        if (concrete) this.#announce(next, concrete.type, concrete.at, current.outbox);
        return { kind: 'moved', transaction: next };
      }
      current = undefined;
    }
    throw new Error(`transaction ${id} lost ${MAX_RACES} races in a row`);
  }

  /** Publishes again what the state owes: the work it starts did not move it in time. */
  async redrive(transaction: Transaction): Promise<void> {
    if (transaction.outbox === undefined) return;
    const notice = this.#notice(transaction, 'redriven', this.#clock.now());
    await this.#events.publish(transaction.outbox, [
      { key: transaction._id, value: encodeNotice(notice) },
    ]);
  }

  /** Records a fact that does not move the transaction. Never rejects; a lost fact is only counted. */
  recordFact(transactionId: string, type: FactType, detail?: string): void {
    const notice: Notice = {
      transactionId,
      version: 0,
      type,
      at: this.#clock.now(),
      region: this.region,
      ...(detail === undefined ? {} : { detail }),
    };
    this.#publish(TRAIL_TOPIC, notice);
  }

  #remember(transaction: Transaction): void {
    if (transaction.outbox === undefined) this.#hints.delete(transaction._id);
    else this.#hints.set(transaction._id, transaction);
  }

  #announce(
    transaction: Transaction,
    type: Notice['type'],
    at: number,
    owedBefore: Transaction['outbox'],
  ): void {
    const { outbox } = transaction;
    const topic = outbox !== undefined && outbox !== owedBefore ? outbox : TRAIL_TOPIC;
    this.#publish(topic, this.#notice(transaction, type, at));
  }

  #notice(transaction: Transaction, type: Notice['type'], at: number): Notice {
    const detail = transaction.steps.at(-1)?.detail;
    return {
      transactionId: transaction._id,
      version: transaction.version,
      type,
      at,
      region: this.region,
      customerId: transaction.customerId,
      ...(transaction.outcome === undefined
        ? {}
        : { responseType: transaction.outcome.responseType }),
      ...(detail === undefined ? {} : { detail }),
    };
  }

  #publish(topic: string, notice: Notice): void {
    const message = { key: notice.transactionId, value: encodeNotice(notice) };
    if (this.#outgoing.size === 0) setImmediate(() => this.#flush());
    const waiting = this.#outgoing.get(topic);
    if (waiting) waiting.push(message);
    else this.#outgoing.set(topic, [message]);
  }

  #flush(): void {
    for (const [topic, messages] of this.#outgoing) {
      this.#events
        .publish(topic, messages)
        .catch((error: unknown) => this.#onUnpublished(error, topic, messages.length));
    }
    this.#outgoing.clear();
  }
}
