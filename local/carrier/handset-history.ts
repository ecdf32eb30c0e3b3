import type { DownlinkMessage, ExchangeError, UplinkMessage } from '@tandem/applet';
import type { OperationValue, Recorder } from '../history/index.ts';
import type { FleetSubscriber } from './fleet.ts';

/** One try of an exchange, which ends in exactly one of its methods. */
export interface ExchangeRecord {
  replied(reply: DownlinkMessage, local: string | undefined): void;
  failed(error: ExchangeError, local: string | undefined): void;
}

/** What one handset does, as operations `poll`, `popup` and `answer` of the process `handset-<index>`. */
export class HandsetHistory {
  readonly #record: Recorder;
  readonly #process: string;
  readonly #applet: string;

  constructor(record: Recorder, { index, appletId }: FleetSubscriber) {
    this.#record = record;
    this.#process = `handset-${index}`;
    this.#applet = appletId;
  }

  /** A message leaves the handset; `undefined` for one that no history tells of. */
  sent(message: UplinkMessage): ExchangeRecord | undefined {
    const applet = this.#applet;
    if (message.name === 'PollRequest') return this.#exchange('poll', { applet }, message);
    if (message.name !== 'NotificationAck') return undefined;
    const { notificationId, status } = message;
    return this.#exchange('answer', { applet, notificationId, status }, message);
  }

  popupShown(notificationId: string): void {
    const value = { applet: this.#applet, notificationId };
    this.#record(this.#process, 'invoke', 'popup', value);
  }

  popupClosed(notificationId: string): void {
    const value = { applet: this.#applet, notificationId };
    this.#record(this.#process, 'ok', 'popup', value);
  }

  #exchange(f: string, asked: OperationValue, message: UplinkMessage): ExchangeRecord {
    const process = this.#process;
    this.#record(process, 'invoke', f, asked);
    return {
      replied: (reply, local) => {
        const from = local === undefined ? {} : { local };
        const outcome = outcomeOf(message, reply);
        if (outcome) this.#record(process, 'ok', f, { ...asked, ...from, ...outcome });
        else this.#record(process, 'info', f, { ...asked, ...from, reason: `${reply.name} came` });
      },
      failed: ({ code, refusal, retryable }, local) => {
        const from = local === undefined ? {} : { local };
        // A region that failed on the way may have recorded the answer before.
        const type = retryable ? 'info' : 'fail';
        this.#record(process, type, f, { ...asked, ...from, reason: refusal ?? code });
      },
    };
  }
}

function outcomeOf(message: UplinkMessage, reply: DownlinkMessage): OperationValue | undefined {
  if (message.name === 'PollRequest') {
    if (reply.name === 'NothingPending') return { result: 'nothing' };
    if (reply.name !== 'Notification') return undefined;
    return { result: 'notification', notificationId: reply.notificationId };
  }
  if (message.name !== 'NotificationAck' || reply.name !== 'AnswerReceipt') return undefined;
  return reply.notificationId === message.notificationId ? { result: reply.result } : undefined;
}
