import type { Clock } from '@tandem/core';
import { canonicalMessageId, type DeliveryReceipt } from '@tandem/smpp';
import { type Collection, type Documents, isStoreError } from '@tandem/stores';
import { LRUCache } from 'lru-cache';
import { SMSC_MESSAGES, type SmscMessage } from '../records/index.ts';
import { wakeUpReference } from './reference.ts';

export interface Submitted {
  /** As the SMSC gave it in submit_sm_resp. */
  readonly messageId: string;
  readonly transactionId: string;
  readonly attempt: number;
  readonly at: number;
  readonly bind: string;
  readonly sequence: number;
}

/** Documents of messages, joined from response and receipt: in either order, from any bind or region. */
export type Joined =
  /** Response and receipt belong to each other, since just now. */
  | { readonly kind: 'joined'; readonly message: SmscMessage }
  /** One of the two is stored and waits for the other. */
  | { readonly kind: 'waiting' }
  /** Nothing new: a repeat, or a state that the message has left behind. */
  | { readonly kind: 'repeat' };

export interface MessagesOptions {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly region: string;
}

/** An SMSC reports within minutes after the validity of a message ends; later its id may serve another. */
const KEPT_MS = 3_600_000;
const MAX_RACES = 8;
const REMEMBERED = 4_000;

type Receipt = NonNullable<SmscMessage['receipt']>;

export class Messages {
  readonly #messages: Collection<SmscMessage>;
  readonly #clock: Clock;
  readonly #region: string;
  /** Stored here a moment ago and awaiting their receipt: it needs no read, the write is compared anyway. */
  readonly #recent = new LRUCache<string, SmscMessage>({ max: REMEMBERED });

  constructor({ documents, clock, region }: MessagesOptions) {
    this.#messages = documents.collection(SMSC_MESSAGES);
    this.#clock = clock;
    this.#region = region;
  }

  /** The SMSC has taken a message. */
  submitted(submitted: Submitted): Promise<Joined> {
    const { messageId, transactionId, attempt, at, bind, sequence } = submitted;
    const submittedIn = this.#region;
    const own = { transactionId, attempt, submittedAt: at, submittedIn, bind, sequence };
    return this.#upsert(canonicalMessageId(messageId), own, (held) => {
      if (held.transactionId === undefined) return { ...held, ...own };
      if (held.transactionId === transactionId && held.attempt === attempt) return undefined;
      // The SMSC gave an old id to a new message: what it said of the old one is over.
      const { receipt: _, ...rest } = held;
      return { ...rest, ...own };
    });
  }

  /** A receipt whose message is stored under the very same id, or is not stored yet. */
  async received(receipt: DeliveryReceipt): Promise<Joined> {
    const id = canonicalMessageId(receipt.messageId);
    const own = { receipt: this.#receiptOf(receipt) };
    const held = this.#recent.get(id) ?? (await this.#messages.get(id));
    const merge = (found: SmscMessage) =>
      supersedes(own.receipt, found.receipt) ? { ...found, ...own } : undefined;
    return this.#upsert(id, own, merge, held);
  }

  /**
   * A receipt that waits, and whose message may be stored under another spelling of the id (hexadecimal
   * for decimal). `reference` is the user_message_reference that the receipt repeats, if it does.
   */
  async receivedAs(receipt: DeliveryReceipt, reference?: number): Promise<Joined> {
    const literal = canonicalMessageId(receipt.messageId);
    const waiting = await this.#messages.get(literal);
    if (waiting?.transactionId !== undefined) return { kind: 'repeat' };
    const own = this.#receiptOf(receipt);
    for (const id of receipt.messageIdCandidates) {
      const joined = id === literal ? undefined : await this.#join(id, own, reference);
      if (!joined) continue;
      if (waiting) await this.#messages.remove(literal, waiting.version);
      return joined;
    }
    return { kind: 'waiting' };
  }

  /** Whether the SMSC has taken this attempt. */
  async isSubmitted(transactionId: string, attempt: number): Promise<boolean> {
    const query = { index: 'transaction', equals: [transactionId], limit: 8 };
    const found = await this.#messages.find(query);
    return found.some((message) => message.attempt === attempt);
  }

  async #join(id: string, receipt: Receipt, reference?: number): Promise<Joined | undefined> {
    for (let race = 0; race < MAX_RACES; race += 1) {
      const held = await this.#messages.get(id);
      if (!held || !isOf(held, reference)) return undefined;
      if (!supersedes(receipt, held.receipt)) return { kind: 'repeat' };
      const message = { ...held, receipt, version: held.version + 1 };
      if (await this.#messages.replace(message)) return { kind: 'joined', message };
    }
    throw lostRaces();
  }

  async #upsert(
    id: string,
    own: Partial<SmscMessage>,
    merge: (held: SmscMessage) => SmscMessage | undefined,
    known?: SmscMessage,
  ): Promise<Joined> {
    const purgeAt = this.#clock.now() + KEPT_MS;
    let held = known;
    for (let race = 0; race < MAX_RACES; race += 1) {
      const merged = held && merge(held);
      if (held && !merged) return { kind: 'repeat' };
      const message: SmscMessage = merged
        ? { ...merged, purgeAt, version: merged.version + 1 }
        : { _id: id, version: 1, ...own, purgeAt };
      const written = merged ? await this.#messages.replace(message) : await this.#insert(message);
      this.#recent.delete(id);
      if (written) return this.#written(message);
      held = await this.#messages.get(id);
    }
    throw lostRaces();
  }

  #written(message: SmscMessage): Joined {
    if (message.transactionId === undefined) return { kind: 'waiting' };
    if (message.receipt) return { kind: 'joined', message };
    this.#recent.set(message._id, message);
    return { kind: 'waiting' };
  }

  async #insert(message: SmscMessage): Promise<boolean> {
    try {
      await this.#messages.insert(message);
      return true;
    } catch (error) {
      if (isStoreError(error, 'duplicate')) return false;
      throw error;
    }
  }

  #receiptOf({ state, error }: DeliveryReceipt): Receipt {
    return {
      state,
      ...(error === undefined ? {} : { error }),
      at: this.#clock.now(),
      region: this.#region,
    };
  }
}

/** A final state stays; an intermediate one gives way to whatever comes after it. */
function supersedes(next: Receipt, held: Receipt | undefined): boolean {
  if (!held) return true;
  return isIntermediate(held.state) && held.state !== next.state;
}

function isIntermediate(state: string): boolean {
  return state === 'ENROUTE' || state === 'ACCEPTED';
}

/** Whether another spelling of the id may mean this message: one digit string can be two numbers. */
function isOf({ transactionId, attempt }: SmscMessage, reference: number | undefined): boolean {
  if (transactionId === undefined || attempt === undefined) return false;
  return reference === undefined || wakeUpReference(transactionId, attempt) === reference;
}

function lostRaces(): Error {
  return new Error(`an SMSC message lost ${MAX_RACES} races in a row`);
}
