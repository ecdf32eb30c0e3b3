import { AppletError, type NotificationAck, type ReceiptResult } from '@tandem/applet';
import { type Clock, isId, type UnchangedReason } from '@tandem/core';
import type { Applied, Ledger } from '../records/index.ts';
import type { Mailbox } from './mailbox.ts';
import type { SimMetrics } from './metrics.ts';
import type { Presented } from './presented.ts';

export interface AnswersOptions {
  readonly ledger: Ledger;
  readonly mailbox: Mailbox;
  readonly presented: Presented;
  readonly clock: Clock;
  readonly metrics: SimMetrics;
  readonly maxAnswerLength: number;
  /** After how long a decided transaction is driven again. */
  readonly decidedMs: number;
}

/** What frame 3223 says when nothing was written. */
const RECEIPTS: Readonly<Record<UnchangedReason, ReceiptResult>> = {
  // The same answer stands: its receipt was lost, so it is given again.
  already: 'recorded',
  // SIM toolkit busy: noted, the notification stays pending and the applet polls again.
  busy: 'recorded',
  decided: 'late',
  late: 'late',
  'not-yours': 'unknown',
  'out-of-order': 'unknown',
  early: 'unknown',
  'attempts-exhausted': 'unknown',
};

/** Frame 3221: what the subscriber said becomes the outcome, by compare-and-set, or comes too late. */
export class Answers {
  readonly #options: AnswersOptions;

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  /** Resolves once the answer stands or cannot; rejects when documents cannot say. */
  async record(ack: NotificationAck): Promise<ReceiptResult> {
    const { maxAnswerLength, metrics } = this.#options;
    if (ack.answer.length > maxAnswerLength) {
      const limit = `answer must have at most ${maxAnswerLength} characters`;
      throw new AppletError('INVALID_FIELD', limit, 'answer');
    }
    const applied: Applied = isId(ack.notificationId) ? await this.#apply(ack) : { kind: 'absent' };
    const result = this.#resultOf(applied);
    metrics.answers.inc({ result, status: ack.status });
    if (result === 'late') this.#options.ledger.recordFact(ack.notificationId, 'answer-late');
    if (isBusy(applied)) this.#options.ledger.recordFact(ack.notificationId, 'answer-busy');
    if (isOver(applied)) this.#close(ack);
    return result;
  }

  #apply(ack: NotificationAck): Promise<Applied> {
    const { ledger, clock, decidedMs } = this.#options;
    const at = clock.now();
    return ledger.apply(ack.notificationId, {
      type: 'applet-answered',
      at,
      region: ledger.region,
      driveAt: at + decidedMs,
      appletId: ack.appletId,
      status: ack.status,
      answer: ack.answer,
      simUid: ack.simUID,
      deviceUid: ack.deviceUID,
      lastImeiChange: ack.lastImeiChange,
    });
  }

  #resultOf(applied: Applied): ReceiptResult {
    if (applied.kind === 'absent') return 'unknown';
    return applied.kind === 'moved' ? 'recorded' : RECEIPTS[applied.reason];
  }

  #close({ appletId, notificationId }: NotificationAck): void {
    const { mailbox, presented, metrics } = this.#options;
    mailbox.drop(appletId, notificationId);
    const elapsedMs = presented.close(notificationId);
    if (elapsedMs !== undefined) metrics.answerSeconds.observe(elapsedMs / 1_000);
  }
}

/** The SIM toolkit was busy with another dialogue; the notification stays pending. */
function isBusy(applied: Applied): boolean {
  return applied.kind === 'unchanged' && applied.reason === 'busy';
}

/** Whether this notification needs no further answer. */
function isOver(applied: Applied): boolean {
  if (applied.kind === 'absent') return true;
  if (applied.kind === 'moved') return true;
  return applied.transaction.state === 'decided' || applied.reason === 'late';
}
