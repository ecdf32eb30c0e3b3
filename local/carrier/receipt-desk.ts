import type { Clock } from '@tandem/core';
import { type PduFields, SmppError, type SmscSession } from '@tandem/smpp';
import type { Agenda } from '../agenda.ts';

interface Waiting {
  readonly systemId: string;
  readonly fields: PduFields<'deliver_sm'>;
  readonly since: number;
  tries: number;
}

export interface ReceiptCounts {
  sent: number;
  /** Left out on purpose: by persona or by a fault. */
  lost: number;
  /** Given up: too old, too many refusals or too many of them. */
  dropped: number;
}

const MAX_TRIES = 5;
const RETRY_MS = 1_000;
const MAX_WAITING = 100_000;
const MAX_AGE_MS = 600_000;

/**
 * Sends receipts on any bind of the same system_id, in turn: that of another region too, as real SMSCs do.
 * A system without a bind gets them when it is back.
 */
export class ReceiptDesk {
  readonly counts: ReceiptCounts = { sent: 0, lost: 0, dropped: 0 };
  readonly #clock: Clock;
  readonly #agenda: Agenda;
  readonly #binds = new Map<string, SmscSession[]>();
  readonly #turns = new Map<string, number>();
  #waiting: Waiting[] = [];

  constructor(clock: Clock, agenda: Agenda) {
    this.#clock = clock;
    this.#agenda = agenda;
  }

  /** Receipts of systems that have no bind that receives. */
  get waiting(): number {
    return this.#waiting.length;
  }

  bound(session: SmscSession): void {
    if (!session.receives) return;
    const binds = this.#binds.get(session.systemId) ?? [];
    this.#binds.set(session.systemId, [...binds, session]);
    const released = this.#waiting.filter(({ systemId }) => systemId === session.systemId);
    this.#waiting = this.#waiting.filter(({ systemId }) => systemId !== session.systemId);
    for (const receipt of released) this.#send(receipt);
  }

  unbound(session: SmscSession): void {
    const left = (this.#binds.get(session.systemId) ?? []).filter((bind) => bind !== session);
    this.#binds.set(session.systemId, left);
  }

  send(systemId: string, fields: PduFields<'deliver_sm'>): void {
    this.#send({ systemId, fields, since: this.#clock.monotonic(), tries: 0 });
  }

  #send(receipt: Waiting): void {
    const session = this.#next(receipt.systemId);
    if (!session) {
      this.#keep(receipt);
      return;
    }
    receipt.tries += 1;
    session.deliver(receipt.fields).then(
      () => {
        this.counts.sent += 1;
      },
      (error: unknown) => this.#failed(receipt, error),
    );
  }

  #failed(receipt: Waiting, error: unknown): void {
    const linkLost = error instanceof SmppError && error.code !== 'refused';
    if (receipt.tries >= MAX_TRIES) this.counts.dropped += 1;
    else if (linkLost) this.#send(receipt);
    else this.#agenda.add(RETRY_MS, () => this.#send(receipt));
  }

  #keep(receipt: Waiting): void {
    const oldest = this.#clock.monotonic() - MAX_AGE_MS;
    while (this.#waiting[0] && this.#waiting[0].since < oldest) {
      this.#waiting.shift();
      this.counts.dropped += 1;
    }
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(receipt);
    else this.counts.dropped += 1;
  }

  #next(systemId: string): SmscSession | undefined {
    const binds = this.#binds.get(systemId);
    if (!binds || binds.length === 0) return undefined;
    const turn = (this.#turns.get(systemId) ?? 0) % binds.length;
    this.#turns.set(systemId, turn + 1);
    return binds[turn];
  }
}
