import { type Clock, delay, type Transaction, type WakeUpResult } from '@tandem/core';
import { type PduFields, SmppError } from '@tandem/smpp';
import { isStoreError } from '@tandem/stores';
import type { Ledger } from '../records/index.ts';
import type { Bind, Binds } from './binds.ts';
import type { Messages } from './messages.ts';
import type { SmsMetrics } from './metrics.ts';
import type { Receipts } from './receipts.ts';
import type { WakeUpMessage } from './wake-up-message.ts';

export interface SenderOptions {
  readonly ledger: Ledger;
  readonly binds: Binds;
  readonly message: WakeUpMessage;
  readonly messages: Messages;
  readonly receipts: Receipts;
  readonly clock: Clock;
  readonly metrics: SmsMetrics;
  /** Pause before a refused attempt that may succeed later is submitted again; doubles up to the maximum. */
  readonly backoffMinMs: number;
  readonly backoffMaxMs: number;
  readonly onFailure: (error: unknown) => void;
}

interface Accepted {
  readonly kind: 'accepted';
  readonly messageId: string;
  readonly bind: string;
  readonly sequence: number;
}

/** How one submit ended. `again`: the SMSC certainly did not take it, and may do so later. */
type Ended =
  | Accepted
  | { readonly kind: 'ended'; readonly result: WakeUpResult; readonly commandStatus?: number }
  | { readonly kind: 'again'; readonly pause: boolean; readonly commandStatus?: number };

/** The SMSC knows the message, documents do not yet: without that the SIM would be woken once more. */
const STORE_RETRY_MS = 500;

/** Carries one claimed attempt to the SMSC and records how it ended. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  /** Takes over `bind`'s place. Never rejects and is not waited for: the claim is what may not be lost. */
  send(transaction: Transaction, attempt: number, bind: Bind): void {
    const sending = this.#send(transaction, attempt, bind)
      .catch(this.#options.onFailure)
      .finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async #send(transaction: Transaction, attempt: number, first: Bind): Promise<void> {
    const { clock, metrics } = this.#options;
    const startedAt = clock.monotonic();
    const ended = await this.#submitUntilEnded(transaction, attempt, first);
    metrics.submitSeconds.observe((clock.monotonic() - startedAt) / 1_000);
    if (ended.kind === 'accepted') {
      metrics.submits.inc({ result: 'accepted' });
      await this.#accepted(transaction, attempt, ended);
    } else {
      metrics.submits.inc({ result: ended.result });
      await this.#failed(transaction, attempt, ended);
    }
  }

  async #submitUntilEnded(
    transaction: Transaction,
    attempt: number,
    first: Bind,
  ): Promise<Exclude<Ended, { kind: 'again' }>> {
    const { binds, clock, metrics, backoffMinMs, backoffMaxMs } = this.#options;
    const { deadline } = transaction;
    let bind: Bind | undefined = first;
    let pauseMs = backoffMinMs;
    let commandStatus: number | undefined;
    while (bind) {
      const place = bind;
      const ended = await this.#submit(place, transaction, attempt).finally(() =>
        binds.release(place),
      );
      if (ended.kind !== 'again') return ended;
      metrics.retries.inc({ reason: ended.pause ? 'refused' : 'not-sent' });
      commandStatus = ended.commandStatus ?? commandStatus;
      if (ended.pause) {
        await delay(clock, Math.min(pauseMs, deadline - clock.now()));
        pauseMs = Math.min(pauseMs * 2, backoffMaxMs);
      }
      bind = clock.now() < deadline ? await this.#anotherBind(deadline) : undefined;
    }
    return commandStatus === undefined
      ? { kind: 'ended', result: 'timed-out' }
      : { kind: 'ended', result: 'refused', commandStatus };
  }

  async #submit(bind: Bind, transaction: Transaction, attempt: number): Promise<Ended> {
    const { clock, message, metrics } = this.#options;
    const fields = message.submitSm(transaction, attempt, clock.now());
    metrics.bindSubmits.inc({ bind: bind.name });
    const ended = await submit(bind, fields, transaction.deadline);
    if (ended.kind !== 'accepted' && ended.commandStatus !== undefined) {
      metrics.commandStatuses.inc({ status: String(ended.commandStatus) });
    }
    return ended;
  }

  /** While draining there is none: the attempt ends, and the next one is claimed elsewhere. */
  async #anotherBind(deadline: number): Promise<Bind | undefined> {
    try {
      return await this.#options.binds.reserve(deadline);
    } catch {
      return undefined;
    }
  }

  async #accepted(
    transaction: Transaction,
    attempt: number,
    { messageId, bind, sequence }: Accepted,
  ): Promise<void> {
    const { ledger, messages, receipts, clock } = this.#options;
    const where = { messageId, bind, sequence };
    const submitted = { ...where, transactionId: transaction._id, attempt, at: clock.now() };
    ledger.recordFact(transaction._id, 'wake-up-accepted', `attempt ${attempt}`);
    for (;;) {
      try {
        receipts.note(await messages.submitted(submitted));
        return;
      } catch (error) {
        const late = clock.now() + STORE_RETRY_MS >= transaction.deadline;
        if (late || !isStoreError(error, 'unavailable')) throw error;
        await delay(clock, STORE_RETRY_MS);
      }
    }
  }

  async #failed(
    { _id }: Transaction,
    attempt: number,
    { result, commandStatus }: Extract<Ended, { kind: 'ended' }>,
  ): Promise<void> {
    const { ledger, clock } = this.#options;
    await ledger.apply(_id, {
      type: 'wake-up-ended',
      at: clock.now(),
      region: ledger.region,
      attempt,
      result,
      ...(commandStatus === undefined ? {} : { commandStatus }),
    });
  }
}

async function submit(
  { esme, name }: Bind,
  fields: PduFields<'submit_sm'>,
  deadline: number,
): Promise<Ended> {
  try {
    const response = await esme.submit(fields, { deadline });
    const { message_id: messageId, sequence_number: sequence } = response;
    return { kind: 'accepted', messageId, bind: name, sequence };
  } catch (error) {
    if (!(error instanceof SmppError)) throw error;
    return endedBy(error);
  }
}

/** I6: what the SMSC may have taken is never submitted again within its attempt. */
function endedBy({ code, sent, retryable, commandStatus }: SmppError): Ended {
  const status = commandStatus === undefined ? {} : { commandStatus };
  if (code === 'refused') {
    return retryable
      ? { kind: 'again', pause: true, ...status }
      : { kind: 'ended', result: 'refused', ...status };
  }
  if (code === 'invalid-field') return { kind: 'ended', result: 'refused' };
  if (sent === 'no') return { kind: 'again', pause: false };
  return {
    kind: 'ended',
    result: code === 'link-lost' || code === 'closed' ? 'link-lost' : 'timed-out',
  };
}
