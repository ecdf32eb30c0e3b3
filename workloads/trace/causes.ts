import type { Transaction } from '@tandem/core';
import type { FactType, SmscMessage } from '../records/index.ts';

/** What is known of a transaction. */
export interface Evidence {
  readonly transaction: Transaction;
  readonly messages: readonly SmscMessage[];
  /** What happened without moving the transaction, with its detail. */
  readonly facts: ReadonlyMap<FactType, string>;
}

export interface Cause {
  /** Stable; docs/guides/support.md explains each. */
  readonly name: string;
  readonly sentence: string;
}

export interface Rule {
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
const unsent = ({ facts }: Evidence) => facts.get('wake-up-unsent');
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
    name: 'wrong-key',
    applies: ({ facts }) => facts.has('frame-refused'),
    sentence: () =>
      'The SIM woke up and polled with frames that its key did not sign: it holds another key than the one provisioned.',
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
      'The wake-up SMS was delivered, and the applet did not poll: it had no data connection, or does not work.',
  },
  {
    name: 'no-receipt',
    applies: ({ messages, facts }) => messages.length > 0 || facts.has('wake-up-accepted'),
    sentence: (evidence) =>
      `The SMSC took the wake-up SMS and sent no receipt: it still held it, or the receipt was lost.${unreachable(evidence)}`,
  },
  {
    name: 'throttled',
    applies: (evidence) =>
      THROTTLED.has(refusalOf(evidence)?.commandStatus ?? 0) || unsent(evidence) === 'throttled',
    sentence: (evidence) =>
      refusalOf(evidence)
        ? `The SMSC throttled the wake-up until the deadline (${code(refusalOf(evidence)?.commandStatus)}).`
        : 'The SMSC throttled every bind until the deadline, and the wake-up was never sent.',
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
    name: 'window-full',
    applies: (evidence) => unsent(evidence) === 'full',
    sentence: () =>
      'No wake-up was sent: until the deadline the SMSC left more submits unanswered than the windows of all binds hold.',
  },
  {
    name: 'no-bind',
    applies: ({ transaction }) => transaction.subscriber !== undefined,
    sentence: () =>
      'No wake-up was sent: no SMPP bind of the region was bound before the deadline.',
  },
  {
    name: 'not-resolved',
    applies: () => true,
    sentence: () =>
      'The subscriber was not looked up before the deadline: the event log or the MNO workload was away.',
  },
];

/** Ends that say themselves why, whatever happened before. */
export const OTHER_ENDS: readonly Rule[] = [
  {
    name: 'no-applet',
    applies: ({ transaction }) => transaction.outcome?.status === 'UNKNOWN_SUBSCRIBER',
    sentence: () =>
      'No applet is provisioned for the number, or the operator does not know the number any more.',
  },
  {
    name: 'declined',
    applies: ({ transaction }) => transaction.outcome?.status === 'REFUSED',
    sentence: () => 'The subscriber saw the popup and refused.',
  },
  {
    name: 'applet-error',
    applies: ({ transaction }) => transaction.outcome?.status === 'APPLET_ERROR',
    sentence: () => 'The applet failed to show the popup (status 04).',
  },
  {
    name: 'invalid-answer',
    applies: ({ transaction }) => transaction.outcome?.status === 'INVALID_ANSWER',
    sentence: () => 'The applet sent an answer that was none of the items.',
  },
];

/** The likely cause of an end that the customer did not hope for; `undefined` for the others and before any. */
export function likelyCause(evidence: Evidence): Cause | undefined {
  const { outcome } = evidence.transaction;
  if (!outcome) return undefined;
  const rules = outcome.responseType === 'NOT_AVAILABLE' ? CAUSES : OTHER_ENDS;
  const rule = rules.find(({ applies }) => applies(evidence));
  return rule && { name: rule.name, sentence: rule.sentence(evidence) };
}
