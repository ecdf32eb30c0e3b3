import type { Transaction } from '@tandem/core';
import type { Notice, SmscMessage } from '../records/index.ts';
import { type Lane, stepOf } from './steps.ts';

/** One line of a trace. `detail` names causes and numbers, never persons or secrets. */
export interface TraceLine {
  /** Unix milliseconds of the process that saw it. */
  readonly at: number;
  readonly region: string;
  /** Where it was recorded. */
  readonly source: 'transaction' | 'smsc' | 'audit';
  readonly lane: Lane;
  readonly what: string;
  readonly title: string;
  readonly detail?: string;
  /** Of lines about one SMS. */
  readonly sms?: TracedSms;
}

export interface TracedSms {
  readonly messageId: string;
  readonly attempt?: number;
  readonly part?: number;
  readonly bind?: string;
  /** SMPP sequence_number of its submit_sm on that bind. */
  readonly sequence?: number;
  readonly state?: string;
}

type Recorded = Omit<TraceLine, 'lane' | 'title'>;

/** Facts that the documents of the SMSC's messages tell better, with the time of the SMSC. */
const TOLD_BY_MESSAGES: ReadonlySet<string> = new Set(['wake-up-accepted', 'receipt-arrived']);

/** Everything that is known of a transaction, each thing once, in the order of time. */
export function timelineOf(
  transaction: Transaction,
  messages: readonly SmscMessage[],
  notices: readonly Notice[],
): TraceLine[] {
  const lines: Recorded[] = transaction.steps.map(({ at, region, step, detail }) => ({
    at,
    region,
    source: 'transaction',
    what: step,
    ...(detail === undefined ? {} : { detail }),
  }));
  for (const message of messages) lines.push(...linesOf(message));
  const known = new Set(lines.map(keyOf));
  for (const { at, region, type, detail } of notices) {
    if (messages.length > 0 && TOLD_BY_MESSAGES.has(type)) continue;
    const line: Recorded = {
      at,
      region,
      source: 'audit',
      what: type,
      ...(detail === undefined ? {} : { detail }),
    };
    const key = keyOf(line);
    if (known.has(key)) continue;
    known.add(key);
    lines.push(line);
  }
  return lines.sort((a, b) => a.at - b.at).map((line) => ({ ...line, ...stepOf(line.what) }));
}

function linesOf(message: SmscMessage): Recorded[] {
  const { _id, attempt, part, submittedAt, submittedIn, bind, sequence, receipt } = message;
  const sms: TracedSms = {
    messageId: _id,
    ...(attempt !== undefined && { attempt }),
    ...(part !== undefined && { part }),
    ...(bind !== undefined && { bind }),
    ...(sequence !== undefined && { sequence }),
  };
  const lines: Recorded[] = [];
  if (submittedAt !== undefined) {
    lines.push({
      at: submittedAt,
      region: submittedIn ?? '',
      source: 'smsc',
      what: 'sms-accepted',
      detail: [which(sms), ...where(sms)].join(', '),
      sms,
    });
  }
  if (receipt) {
    // SMSCs send an error of zeros with every delivery; it only means something with a failure.
    const failed = receipt.error !== undefined && receipt.state !== 'DELIVERED';
    const error = failed ? ` error ${receipt.error}` : '';
    lines.push({
      at: receipt.at,
      region: receipt.region,
      source: 'smsc',
      what: 'sms-receipt',
      detail: `${which(sms)} ${receipt.state}${error}`.trim(),
      sms: { ...sms, state: receipt.state },
    });
  }
  return lines;
}

function which({ attempt, part }: TracedSms): string {
  return [
    ...(attempt === undefined ? [] : [`attempt ${attempt}`]),
    ...(part === undefined ? [] : [`part ${part}`]),
  ].join(' ');
}

function where({ bind, sequence, messageId }: TracedSms): string[] {
  return [
    ...(bind === undefined ? [] : [`bind ${bind}`]),
    ...(sequence === undefined ? [] : [`sequence ${sequence}`]),
    `SMSC id ${messageId}`,
  ];
}

function keyOf({ at, region, what }: Recorded): string {
  return `${at} ${region} ${what}`;
}
