import type { AppletStatus } from '@tandem/core';
import type { Recording } from './recording.ts';

/** One try of an applet: asked, and what came of it. Times are Unix milliseconds. */
export interface Exchange {
  readonly process: string;
  readonly applet: string;
  readonly line: number;
  readonly from: number;
  /** `undefined`: it never ended, or its end is not in the history. */
  end:
    | { readonly type: 'ok' | 'fail' | 'info'; readonly time: number; readonly line: number }
    | undefined;
  region: string | undefined;
}

export interface Poll extends Exchange {
  result: 'notification' | 'nothing' | undefined;
  notificationId: string | undefined;
}

export interface Answer extends Exchange {
  readonly notificationId: string;
  readonly status: AppletStatus;
  result: 'recorded' | 'late' | 'unknown' | undefined;
}

/**
 * Polls with their replies. When a handset has two under way, the first reply is taken for the first poll:
 * whoever asks since when a reply was owed is so told too early a time, never one too late.
 */
export function collectPolls(recording: Recording): Poll[] {
  const polls: Poll[] = [];
  const regionOf = connections(recording);
  const open = new Map<string, Poll[]>();
  for (const { operation, line } of recording.of('poll')) {
    const { process, time } = operation;
    const { applet } = operation.value;
    if (operation.type === 'invoke') {
      const poll = {
        ...exchange(process, applet, line, time),
        result: undefined,
        notificationId: undefined,
      };
      polls.push(poll);
      queueOf(open, process).push(poll);
      continue;
    }
    const poll = queueOf(open, process).shift();
    if (!poll) continue;
    poll.end = { type: operation.type, time, line };
    if (operation.type !== 'ok') continue;
    const { result, notificationId, transactionId, region, local } = operation.value;
    poll.result = result;
    poll.notificationId = notificationId ?? transactionId;
    poll.region = region ?? regionOf(local, time);
  }
  return polls;
}

export function collectAnswers(recording: Recording): Answer[] {
  const answers: Answer[] = [];
  const regionOf = connections(recording);
  const open = new Map<string, Answer[]>();
  for (const { operation, line } of recording.of('answer')) {
    const { process, time } = operation;
    const { applet, notificationId, status } = operation.value;
    const queue = queueOf(open, `${process} ${notificationId}`);
    if (operation.type === 'invoke') {
      const base = exchange(process, applet, line, time);
      const answer: Answer = { ...base, notificationId, status, result: undefined };
      answers.push(answer);
      queue.push(answer);
      continue;
    }
    const answer = queue.shift();
    if (!answer) continue;
    answer.end = { type: operation.type, time, line };
    if (operation.type !== 'ok') continue;
    const { result, region, local } = operation.value;
    answer.result = result;
    answer.region = region ?? regionOf(local, time);
  }
  return answers;
}

type RegionOf = (local: string | undefined, time: number) => string | undefined;

/** Where the newest connection of that address went: ports are used again. */
function connections(recording: Recording): RegionOf {
  const byLocal = new Map<string, { readonly time: number; readonly region: string }[]>();
  for (const { operation } of recording.of('connection')) {
    const { local, region } = operation.value;
    queueOf(byLocal, local).push({ time: operation.time, region });
  }
  return (local, time) => {
    const known = local === undefined ? undefined : byLocal.get(local);
    return known?.findLast((connection) => connection.time <= time)?.region;
  };
}

function exchange(process: string, applet: string, line: number, from: number): Exchange {
  return { process, applet, line, from, end: undefined, region: undefined };
}

function queueOf<T>(queues: Map<string, T[]>, key: string): T[] {
  const known = queues.get(key);
  if (known) return known;
  const queue: T[] = [];
  queues.set(key, queue);
  return queue;
}
