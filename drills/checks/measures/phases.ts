import type { ResponseType } from '@tandem/core';
import { expectedResponse } from '@tandem/local';
import { dueAt, type Facts, firstTryFailed, type Offer } from '../facts/index.ts';
import { percentile } from './percentile.ts';

/** `null`: there was no offer in that phase. */
export interface Phases {
  readonly before: number | null;
  readonly during: number | null;
  readonly after: number | null;
}

/** Unix milliseconds of the first fault, and of the last healing when everything was healed. */
export interface FaultSpan {
  readonly at: number;
  readonly healedAt: number | undefined;
}

export function faultSpan({ faults }: Facts): FaultSpan | undefined {
  const [first] = faults;
  if (!first) return undefined;
  const healed = faults.map(({ healedAt }) => healedAt ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...healed);
  return {
    at: Math.min(...faults.map(({ at }) => at)),
    healedAt: Number.isFinite(last) ? last : undefined,
  };
}

type Phase = keyof Phases;

/** Before the fault is what was over by then: an offer that was under way felt it. */
function phaseOf(offer: Offer, span: FaultSpan | undefined): Phase {
  const due = dueAt(offer);
  const overAt = offer.end?.time ?? Number.POSITIVE_INFINITY;
  if (!span || (due < span.at && overAt < span.at)) return 'before';
  return span.healedAt === undefined || due < span.healedAt ? 'during' : 'after';
}

function byPhase(facts: Facts): Record<Phase, Offer[]> {
  const phases: Record<Phase, Offer[]> = { before: [], during: [], after: [] };
  const span = faultSpan(facts);
  for (const offer of facts.offers.values()) phases[phaseOf(offer, span)].push(offer);
  return phases;
}

function measure(facts: Facts, of: (offers: readonly Offer[]) => number | undefined): Phases {
  const { before, during, after } = byPhase(facts);
  return { before: of(before) ?? null, during: of(during) ?? null, after: of(after) ?? null };
}

const shareOf = (is: (offer: Offer) => boolean) => (offers: readonly Offer[]) =>
  offers.length === 0 ? undefined : offers.filter(is).length / offers.length;

/** Share of the offers that were accepted in the end, after the retries that the client's budget allows. */
export function availability(facts: Facts): Phases {
  return measure(facts, shareOf(isAccepted));
}

/** Share of the offers that were accepted at the first try. */
export function firstTryAvailability(facts: Facts): Phases {
  return measure(
    facts,
    shareOf((offer) => !firstTryFailed(offer)),
  );
}

export const isAccepted = ({ end }: Offer): boolean => end?.type === 'ok';

/** Share of the offers that ended as their persona does in a system without faults. */
export function asExpected(facts: Facts): Phases {
  const outcomes = new Map<string, ResponseType | undefined>();
  for (const { finals } of facts.transactions.values()) {
    for (const { value } of finals) outcomes.set(value.requestId, value.responseType);
  }
  return measure(
    facts,
    shareOf(
      ({ requestId, persona, model }) =>
        outcomes.get(requestId) === expectedResponse(persona, model),
    ),
  );
}

const P99 = 0.99;

/** From when a request was due to its acceptance, of those that were accepted, with all retries. */
export function acceptanceP99Ms(facts: Facts): Phases {
  return measure(facts, (offers) =>
    percentile(
      offers.flatMap(({ end }) => (end?.type === 'ok' ? end.ms : [])),
      P99,
    ),
  );
}

/** From when a request was due to its first callback that was taken, the time people took included. */
export function completionP99Ms(facts: Facts): Phases {
  const completed = completions(facts);
  return measure(facts, (offers) =>
    percentile(
      offers.flatMap((offer) => {
        const at = completed.get(offer.requestId);
        return at === undefined ? [] : at - dueAt(offer);
      }),
      P99,
    ),
  );
}

/** By requestId: when the bank took its outcome. Unix milliseconds. */
export function completions({ transactions }: Facts): Map<string, number> {
  const completed = new Map<string, number>();
  for (const { deliveries } of transactions.values()) {
    const taken = deliveries.find(({ answer }) => answer === 'ok');
    if (taken) completed.set(taken.requestId, taken.receivedAt);
  }
  return completed;
}
