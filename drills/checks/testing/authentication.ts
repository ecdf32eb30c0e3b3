import { MODELS, type ResponseType } from '@tandem/core';
import { expectedResponse, type PersonaName } from '@tandem/local';
import type { Timeline } from './failover.ts';
import { wakeAndAnswer } from './handset.ts';
import { type Authentication, appletOf, regionAt } from './one.ts';
import { EAST, type Script, T0, WEST } from './script.ts';

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
