import type { AppletStatus, ResponseType } from '@tandem/core';
import { wakeUpReference } from '@tandem/workloads';
import type { Timeline } from './failover.ts';
import {
  type Authentication,
  appletOf,
  DEADLINE_MS,
  handsetOf,
  regionAt,
  WAKE_RETRY_MS,
} from './one.ts';
import type { Script } from './script.ts';

/** From the wake-up to the decision, whose time it returns. */
export function wakeAndAnswer(
  script: Script,
  one: Authentication,
  timeline: Timeline,
  acceptedAt: number,
  outcome: ResponseType,
): number {
  const { persona, model } = one;
  const wokenAt = acceptedAt + script.between(10, 30);
  wake(script, one, 1, wokenAt, timeline);
  const deadline = one.dueAt + DEADLINE_MS + 10;
  if (persona === 'off') {
    wake(script, one, 2, wokenAt + WAKE_RETRY_MS + 40, timeline);
    return deadline;
  }
  let at = fetch(script, one, wokenAt + script.between(30, 60), timeline);
  if (persona === 'ignores' && model !== 'silent') {
    popup(script, one, at, 2_000);
    return deadline;
  }
  if (persona === 'busy') {
    at = fetch(script, one, respond(script, one, '03', at, timeline) + 40, timeline);
  }
  if (model !== 'silent') at = popup(script, one, at, script.between(300, 900));
  const recordedAt = respond(script, one, statusOf(outcome), at, timeline);
  if (script.random.chance(0.2)) nothing(script, one, recordedAt + 5, timeline);
  return recordedAt - 0.5;
}

const STATUS_OF: Partial<Record<ResponseType, AppletStatus>> = {
  REJECTED: '01',
  NOT_AVAILABLE: '02',
  FAILED: '04',
};
const statusOf = (outcome: ResponseType): AppletStatus => STATUS_OF[outcome] ?? '00';
function wake(
  script: Script,
  one: Authentication,
  attempt: number,
  at: number,
  timeline: Timeline,
): void {
  const reference = wakeUpReference(one.transactionId, attempt).toString(16).padStart(4, '0');
  const messageId = `${one.nth}-${attempt}`;
  const region = regionAt(at, timeline);
  script.add(at, 'smsc', 'wake-up', 'info', {
    reference,
    applet: appletOf(one),
    region,
    messageId,
  });
}

/** Polls until it has the notification; those that meet the lost region fail. Returns when it came. */
function fetch(script: Script, one: Authentication, from: number, timeline: Timeline): number {
  const at = retried(script, one, from, timeline);
  const applet = appletOf(one);
  script.add(at, handsetOf(one), 'poll', 'invoke', { applet });
  const end = at + script.between(2, 8);
  const value = { applet, result: 'notification', notificationId: one.transactionId } as const;
  script.add(end, handsetOf(one), 'poll', 'ok', { ...value, region: regionAt(at, timeline) });
  return end;
}

function nothing(script: Script, one: Authentication, at: number, timeline: Timeline): void {
  const applet = appletOf(one);
  script.add(at, handsetOf(one), 'poll', 'invoke', { applet });
  const region = regionAt(at, timeline);
  script.add(at + 4, handsetOf(one), 'poll', 'ok', { applet, result: 'nothing', region });
}

function retried(script: Script, one: Authentication, from: number, timeline: Timeline): number {
  const { faultAt = Number.POSITIVE_INFINITY, appletDetectionMs } = timeline;
  let at = from;
  while (at >= faultAt && at < faultAt + appletDetectionMs) {
    const applet = appletOf(one);
    script.add(at, handsetOf(one), 'poll', 'invoke', { applet });
    script.add(at + 1, handsetOf(one), 'poll', 'info', { applet, reason: 'ECONNRESET' });
    at += script.between(150, 250);
  }
  return at;
}

function popup(script: Script, one: Authentication, at: number, forMs: number): number {
  const value = { applet: appletOf(one), notificationId: one.transactionId };
  script.add(at + 0.5, handsetOf(one), 'popup', 'invoke', value);
  script.add(at + 0.5 + forMs, handsetOf(one), 'popup', 'ok', value);
  return at + 1 + forMs;
}

function respond(
  script: Script,
  one: Authentication,
  status: AppletStatus,
  from: number,
  timeline: Timeline,
): number {
  const at = retried(script, one, from, timeline) + 0.5;
  const value = { applet: appletOf(one), notificationId: one.transactionId, status };
  script.add(at, handsetOf(one), 'answer', 'invoke', value);
  const end = at + script.between(3, 8);
  const region = regionAt(at, timeline);
  script.add(end, handsetOf(one), 'answer', 'ok', { ...value, result: 'recorded', region });
  return end;
}
