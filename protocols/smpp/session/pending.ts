import type { CommandName, Pdu } from '../pdu/pdu.ts';

/** Sequence numbers run from 1 to 0x7FFFFFFF and wrap (section 5.1.4). */
export const MAX_SEQUENCE = 0x7fff_ffff;

export interface PendingRequest {
  /** The PDU that answers it; generic_nack answers any. */
  readonly response: CommandName;
  /** Monotonic milliseconds. */
  readonly deadline: number;
  /** enquire_link and the bind and unbind requests take no place in the window. */
  readonly inWindow: boolean;
  readonly resolve: (response: Pdu) => void;
  readonly reject: (error: Error) => void;
}

/** Requests that were sent and have no answer yet, by sequence number: answers come in any order. */
export class PendingRequests {
  #lastSequence: number;
  #inWindow = 0;
  readonly #bySequence = new Map<number, PendingRequest>();

  constructor(lastSequence = 0) {
    this.#lastSequence = lastSequence;
  }

  get inWindow(): number {
    return this.#inWindow;
  }

  get size(): number {
    return this.#bySequence.size;
  }

  nextSequence(): number {
    do {
      this.#lastSequence = this.#lastSequence >= MAX_SEQUENCE ? 1 : this.#lastSequence + 1;
    } while (this.#bySequence.has(this.#lastSequence));
    return this.#lastSequence;
  }

  add(sequence: number, request: PendingRequest): void {
    this.#bySequence.set(sequence, request);
    if (request.inWindow) this.#inWindow++;
  }

  get(sequence: number): PendingRequest | undefined {
    return this.#bySequence.get(sequence);
  }

  take(sequence: number): PendingRequest | undefined {
    const request = this.#bySequence.get(sequence);
    if (request) this.#remove(sequence, request);
    return request;
  }

  /** Removes what is overdue and returns it. */
  takeExpired(now: number): PendingRequest[] {
    const expired: PendingRequest[] = [];
    for (const [sequence, request] of this.#bySequence) {
      if (request.deadline > now) continue;
      this.#remove(sequence, request);
      expired.push(request);
    }
    return expired;
  }

  takeAll(): PendingRequest[] {
    const all = [...this.#bySequence.values()];
    this.#bySequence.clear();
    this.#inWindow = 0;
    return all;
  }

  earliestDeadline(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const { deadline } of this.#bySequence.values()) {
      if (deadline < earliest) earliest = deadline;
    }
    return earliest;
  }

  #remove(sequence: number, request: PendingRequest): void {
    this.#bySequence.delete(sequence);
    if (request.inWindow) this.#inWindow--;
  }
}
