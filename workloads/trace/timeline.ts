import type { Transaction } from '@tandem/core';
import type { Notice, SmscMessage } from '../records/index.ts';

/** One line of a trace. `detail` names causes and numbers, never persons or secrets. */
export interface TraceLine {
  /** Unix milliseconds of the process that saw it. */
  readonly at: number;
  readonly region: string;
  /** Where it was recorded. */
  readonly source: 'transaction' | 'smsc' | 'audit';
  readonly what: string;
  readonly detail?: string;
}

/** Facts that the documents of the SMSC's messages tell better, with the time of the SMSC. */
const TOLD_BY_MESSAGES: ReadonlySet<string> = new Set(['wake-up-accepted', 'receipt-arrived']);

/** Everything that is known of a transaction, each thing once, in the order of time. */
export function timelineOf(
  transaction: Transaction,
  messages: readonly SmscMessage[],
  notices: readonly Notice[],
): TraceLine[] {
  const lines: TraceLine[] = transaction.steps.map(({ at, region, step, detail }) => ({
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
    const line: TraceLine = {
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
  return lines.sort((a, b) => a.at - b.at);
}

function linesOf({ attempt, part, submittedAt, submittedIn, receipt }: SmscMessage): TraceLine[] {
  const which = [
    ...(attempt === undefined ? [] : [`attempt ${attempt}`]),
    ...(part === undefined ? [] : [`part ${part}`]),
  ].join(' ');
  const lines: TraceLine[] = [];
  if (submittedAt !== undefined) {
    lines.push({
      at: submittedAt,
      region: submittedIn ?? '',
      source: 'smsc',
      what: 'sms-accepted',
      detail: which,
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
      detail: `${which} ${receipt.state}${error}`.trim(),
    });
  }
  return lines;
}

function keyOf({ at, region, what }: TraceLine): string {
  return `${at} ${region} ${what}`;
}
