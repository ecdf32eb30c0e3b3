import { type AppletStatus, MODELS, type Model, type ResponseType } from '@tandem/core';
import { expectedResponse, type PersonaName } from '@tandem/local';
import { wakeUpReference } from '@tandem/workloads';
import type { Timeline } from './failover.ts';
import { EAST, type Script, T0, WEST } from './script.ts';

export const DEADLINE_MS = 6_000;
export const WAKE_RETRY_MS = 1_000;

const PERSONAS: readonly PersonaName[] = [
  ...Array<PersonaName>(12).fill('ordinary'),
  'rejects',
  'ignores',
  'off',
  'no-input',
  'busy',
  'applet-error',
  'unregistered',
];

/** One request from its offer to its place in documents and audit. Times are ms after T0. */
export interface Authentication {
  readonly nth: number;
  readonly dueAt: number;
  readonly requestId: string;
  readonly transactionId: string;
  readonly persona: PersonaName;
  readonly model: Model;
  /** Handset and applet; two authentications of one never are under way at a time. */
  readonly subscriber: number;
}

export function newAuthentication(script: Script, nth: number, dueAt: number): Authentication {
  const { random } = script;
  return {
    nth,
    dueAt,
    requestId: script.id(`request ${nth}`),
    transactionId: script.id(`transaction ${nth}`),
    persona: PERSONAS[random.integer(0, PERSONAS.length - 1)] ?? 'ordinary',
    model: MODELS[random.integer(0, MODELS.length - 1)] ?? 'touch',
    subscriber: nth,
  };
}

/** Writes it all down; returns when it was decided. */
export function play(script: Script, one: Authentication, timeline: Timeline): number {
  const acceptedAt = offer(script, one, timeline);
  const outcome = expectedResponse(one.persona, one.model);
  const decidedAt =
    outcome === 'NOT_REGISTERED'
      ? acceptedAt + script.between(5, 15)
      : wakeAndAnswer(script, one, timeline, acceptedAt, outcome);
  const told = decidedAt + script.between(2, 10);
  deliver(script, one, outcome, told);
  if (script.random.chance(0.03)) deliver(script, one, outcome, told + 60, 'duplicate');
  observe(script, one, outcome, acceptedAt, told);
  rest(script, one, outcome, decidedAt, timeline);
  return decidedAt;
}

const regionAt = (at: number, { faultAt = Number.POSITIVE_INFINITY, healAt }: Timeline) =>
  at < faultAt || at > healAt + 1_200 ? EAST : WEST;

/** Tries that meet the lost region fail at once and are repeated, until the edge has noticed. */
function offer(script: Script, one: Authentication, timeline: Timeline): number {
  const { requestId, persona, model, transactionId, dueAt, nth } = one;
  const { faultAt = Number.POSITIVE_INFINITY, apiDetectionMs } = timeline;
  const process = `bank-${nth}`;
  const at = dueAt + script.between(0, 1);
  script.add(at, process, 'approve', 'invoke', { requestId, persona, model, place: EAST });
  const blind = at >= faultAt && at < faultAt + apiDetectionMs && script.random.chance(0.5);
  const ms = script.between(3, 12) + (blind ? 110 : 0);
  const acceptedAt = dueAt + Math.max(ms, 2);
  const first = blind ? { tries: 2, firstError: 'ECONNREFUSED' } : { tries: 1 };
  const region = blind ? WEST : regionAt(at, timeline);
  const value = {
    requestId,
    transactionId,
    repeated: false,
    ...first,
    region,
    ms: acceptedAt - dueAt,
  };
  script.add(acceptedAt, process, 'approve', 'ok', value);
  return acceptedAt;
}

function wakeAndAnswer(
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
const appletOf = ({ subscriber }: Authentication) => `APPLET${String(subscriber).padStart(6, '0')}`;
const handsetOf = ({ subscriber }: Authentication) => `handset-${subscriber}`;

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

function deliver(
  script: Script,
  { requestId, transactionId }: Authentication,
  responseType: ResponseType,
  at: number,
  reception: 'first' | 'duplicate' = 'first',
): void {
  const value = { transactionId, requestId, responseType, fingerprint: script.id(transactionId) };
  script.add(at, 'bank-callbacks', 'callback', 'invoke', value);
  script.add(at + 0.5, 'bank-callbacks', 'callback', 'ok', { ...value, reception });
}

function observe(
  script: Script,
  { transactionId, nth }: Authentication,
  responseType: ResponseType,
  acceptedAt: number,
  told: number,
): void {
  if (!script.random.chance(0.2)) return;
  const process = `bank-observer-${nth}`;
  script.add(acceptedAt + 1, process, 'status', 'invoke', { transactionId });
  script.add(acceptedAt + 4, process, 'status', 'ok', {
    transactionId,
    state: 'accepted',
    region: EAST,
  });
  script.add(told + 9, process, 'status', 'invoke', { transactionId });
  const seen = { transactionId, state: 'decided', responseType, region: WEST };
  script.add(told + 14, process, 'status', 'ok', seen);
}

/** What the reader finds at the end. */
function rest(
  script: Script,
  one: Authentication,
  responseType: ResponseType,
  decidedAt: number,
  { endsAt }: Timeline,
): void {
  const { requestId, transactionId, persona, nth } = one;
  const woken = responseType !== 'NOT_REGISTERED';
  script.add(endsAt - 50, 'drill-reader', 'final', 'ok', {
    transactionId,
    requestId,
    state: 'decided',
    responseType,
    version: 6,
    finals: 1,
    attempts: woken ? (persona === 'off' ? 2 : 1) : 0,
    callback: 'delivered',
    ...(woken ? { applet: appletOf(one) } : {}),
    decidedAt: T0 + decidedAt,
  });
  const region = nth % 2 === 0 ? EAST : WEST;
  script.add(endsAt - 30, 'drill-reader', 'audit-outcome', 'ok', {
    region,
    transactionId,
    responseType,
  });
}
