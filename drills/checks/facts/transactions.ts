import type { ResponseType } from '@tandem/core';
import type { ValueOf } from '../../history/index.ts';
import type { Answer, Poll } from './exchanges.ts';
import type { Recording } from './recording.ts';

export interface Acceptance {
  readonly requestId: string;
  readonly time: number;
  readonly line: number;
}

/** One delivery of a callback. */
export interface Delivery {
  readonly requestId: string;
  readonly line: number;
  readonly receivedAt: number;
  /** `ok`: answered 2xx. `undefined`: the answer is not in the history. */
  answer: 'ok' | 'fail' | 'info' | undefined;
  responseType: ResponseType | undefined;
  fingerprint: string | undefined;
  status: string | undefined;
}

export interface Sighting {
  readonly time: number;
  readonly line: number;
  readonly responseType: ResponseType | undefined;
}

export interface Rest {
  readonly line: number;
  readonly value: ValueOf<'final', 'ok'>;
}

/** All that was seen of one transaction, from every side. */
export interface TransactionFacts {
  readonly id: string;
  readonly acceptances: Acceptance[];
  readonly deliveries: Delivery[];
  readonly sightings: Sighting[];
  readonly finals: Rest[];
  readonly audited: Sighting[];
  readonly answers: Answer[];
  /** Polls that were given this notification. */
  readonly fetches: Poll[];
}

/** The applet that a transaction is for, as far as anyone saw. */
export function appletOf({ finals, fetches, answers }: TransactionFacts): string | undefined {
  return finals[0]?.value.applet ?? fetches[0]?.applet ?? answers[0]?.applet;
}

export function collectTransactions(
  recording: Recording,
  polls: readonly Poll[],
  answers: readonly Answer[],
): Map<string, TransactionFacts> {
  const all = new Map<string, TransactionFacts>();
  const of = (id: string): TransactionFacts => {
    const known = all.get(id);
    if (known) return known;
    const facts = emptyFacts(id);
    all.set(id, facts);
    return facts;
  };
  for (const { operation, line } of recording.of('approve')) {
    if (operation.type !== 'ok') continue;
    const { transactionId, requestId } = operation.value;
    of(transactionId).acceptances.push({ requestId, time: operation.time, line });
  }
  collectDeliveries(recording, of);
  for (const { operation, line } of recording.of('status')) {
    if (operation.type !== 'ok') continue;
    const { transactionId, responseType } = operation.value;
    of(transactionId).sightings.push({ time: operation.time, line, responseType });
  }
  for (const { operation, line } of recording.of('final')) {
    of(operation.value.transactionId).finals.push({ line, value: operation.value });
  }
  for (const { operation, line } of recording.of('audit-outcome')) {
    const { transactionId, responseType } = operation.value;
    of(transactionId).audited.push({ time: operation.time, line, responseType });
  }
  for (const answer of answers) all.get(answer.notificationId)?.answers.push(answer);
  for (const poll of polls) {
    if (poll.notificationId !== undefined) all.get(poll.notificationId)?.fetches.push(poll);
  }
  return all;
}

function collectDeliveries(recording: Recording, of: (id: string) => TransactionFacts): void {
  for (const { operation, line } of recording.of('callback')) {
    const { type, time, value } = operation;
    const { deliveries } = of(value.transactionId);
    const open = type === 'invoke' ? undefined : deliveries.find(({ answer }) => !answer);
    const delivery = open ?? newDelivery(value.requestId, line, time);
    if (!open) deliveries.push(delivery);
    if (type !== 'invoke') delivery.answer = type;
    if (type === 'invoke' || type === 'ok') {
      delivery.responseType = value.responseType;
      delivery.fingerprint = value.fingerprint ?? delivery.fingerprint;
    }
    if (type === 'ok') delivery.status = value.status;
  }
}

function newDelivery(requestId: string, line: number, receivedAt: number): Delivery {
  return {
    requestId,
    line,
    receivedAt,
    answer: undefined,
    responseType: undefined,
    fingerprint: undefined,
    status: undefined,
  };
}

function emptyFacts(id: string): TransactionFacts {
  return {
    id,
    acceptances: [],
    deliveries: [],
    sightings: [],
    finals: [],
    audited: [],
    answers: [],
    fetches: [],
  };
}
