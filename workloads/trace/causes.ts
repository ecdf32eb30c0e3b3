import type { Transaction } from '@tandem/core';
import type { FactType, SmscMessage } from '../records/index.ts';

/** What is known of a transaction that ended without an answer. */
export interface Evidence {
  readonly transaction: Transaction;
  readonly messages: readonly SmscMessage[];
  readonly facts: ReadonlySet<FactType>;
}

export interface Cause {
  /** Stable; docs/guides/support.md explains each. */
  readonly name: string;
  readonly sentence: string;
}

interface Rule {
  readonly name: string;
  readonly applies: (evidence: Evidence) => boolean;
  readonly sentence: (evidence: Evidence) => string;
}

/** SMPP 3.4 table 5-2: ESME_RMSGQFUL and ESME_RTHROTTLED, the two ways of saying "too fast". */
const THROTTLED = new Set([0x14, 0x58]);
/** SMPP 3.4 section 5.2.28: states of a message that reached the handset. */
const REACHED = new Set(['DELIVERED', 'ACCEPTED']);

const receiptOf = ({ messages }: Evidence, reached: boolean) =>
  messages.find(({ receipt }) => receipt && REACHED.has(receipt.state) === reached)?.receipt;
const refusalOf = ({ transaction }: Evidence) =>
  transaction.wakeUps.findLast(({ result }) => result === 'refused');
const presented = ({ transaction, facts }: Evidence) =>
  transaction.presentedAt !== undefined || facts.has('notification-sent');
const unreachable = ({ transaction }: Evidence) =>
  transaction.subscriber?.reachable === false
    ? ' The operator said beforehand that it was not reachable.'
    : '';
const code = (status: number | undefined) =>
  status === undefined ? 'no command_status' : `command_status ${hex(status)}`;
const hex = (status: number) => `0x${status.toString(16).padStart(8, '0')}`;

/** From what happened last to what happened first: the first rule that applies is the likely cause. */
export const CAUSES: readonly Rule[] = [
  {
    name: 'no-input',
    applies: ({ transaction }) => transaction.outcome?.status === 'NO_INPUT',
    sentence: () => 'The popup was shown and lapsed: the subscriber did nothing.',
  },
  {
    name: 'answer-late',
    applies: ({ facts }) => facts.has('answer-late'),
    sentence: () => 'The answer came after the deadline.',
  },
  {
    name: 'toolkit-busy',
    applies: ({ facts }) => facts.has('answer-busy'),
    sentence: () =>
      'The SIM toolkit was busy with another dialogue, and the popup could not be shown in time.',
  },
  {
    name: 'no-answer',
    applies: presented,
    sentence: () => 'The applet fetched the popup, and no answer came before the deadline.',
  },
  {
    name: 'not-delivered',
    applies: (evidence) => receiptOf(evidence, false) !== undefined,
    sentence: (evidence) =>
      `The wake-up SMS was not delivered (${receiptOf(evidence, false)?.state}): the handset was off or out of coverage.${unreachable(evidence)}`,
  },
  {
    name: 'no-poll',
    applies: (evidence) => receiptOf(evidence, true) !== undefined,
    sentence: () =>
      'The wake-up SMS was delivered, and the applet did not poll with valid frames: no data connection, or a wrong key.',
  },
  {
    name: 'no-receipt',
    applies: ({ messages, facts }) => messages.length > 0 || facts.has('wake-up-accepted'),
    sentence: (evidence) =>
      `The SMSC took the wake-up SMS and sent no receipt: it still held it, or the receipt was lost.${unreachable(evidence)}`,
  },
  {
    name: 'throttled',
    applies: (evidence) => THROTTLED.has(refusalOf(evidence)?.commandStatus ?? 0),
    sentence: (evidence) =>
      `The SMSC throttled the wake-up until the deadline (${code(refusalOf(evidence)?.commandStatus)}).`,
  },
  {
    name: 'refused',
    applies: (evidence) => refusalOf(evidence) !== undefined,
    sentence: (evidence) =>
      `The SMSC refused the wake-up (${code(refusalOf(evidence)?.commandStatus)}).`,
  },
  {
    name: 'link-lost',
    applies: ({ transaction }) => transaction.wakeUps.some(({ result }) => result === 'link-lost'),
    sentence: () => 'The link to the SMSC was lost while the wake-up was under way.',
  },
  {
    name: 'smsc-silent',
    applies: ({ transaction }) => transaction.wakeUps.some(({ result }) => result === 'timed-out'),
    sentence: () => 'The SMSC did not answer the wake-up.',
  },
  {
    name: 'wake-up-interrupted',
    applies: ({ transaction }) => transaction.wakeUps.length > 0,
    sentence: () =>
      'A wake-up was claimed and its end was never recorded: its process stopped meanwhile.',
  },
  {
    name: 'no-bind',
    applies: ({ transaction }) => transaction.subscriber !== undefined,
    sentence: () =>
      'No wake-up was sent: no SMPP bind was up, or none had room before the deadline.',
  },
  {
    name: 'not-resolved',
    applies: () => true,
    sentence: () =>
      'The subscriber was not looked up before the deadline: the event log or the MNO workload was away.',
  },
];

/** The likely cause of NOT_AVAILABLE, or `undefined` for any other outcome and for none. */
export function likelyCause(evidence: Evidence): Cause | undefined {
  if (evidence.transaction.outcome?.responseType !== 'NOT_AVAILABLE') return undefined;
  const rule = CAUSES.find(({ applies }) => applies(evidence));
  return rule && { name: rule.name, sentence: rule.sentence(evidence) };
}
