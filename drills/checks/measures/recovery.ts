import { dueAt, type Exchange, type Facts, firstTryFailed, type Offer } from '../facts/index.ts';
import { isAccepted as isAcceptedWrite, isLease } from '../invariants/epochs.ts';
import { endOfOutage, type Use } from './outage.ts';
import { faultSpan, isAccepted } from './phases.ts';

/** Seconds, each from the fault; `null` when it did not happen. */
export interface TrafficRecovery {
  readonly detection: number | null;
  readonly traffic: number | null;
  readonly total: number | null;
}

export interface JobsRecovery {
  readonly decision: number | null;
  readonly total: number | null;
}

const MS = 1_000;
const NEVER = { detection: null, traffic: null, total: null } as const;

/** The API as its clients see it: the first try of each offer, by when it was due. */
export function apiRecovery(facts: Facts): TrafficRecovery {
  const uses = [...facts.offers.values()].map((offer) => ({
    from: dueAt(offer),
    failed: firstTryFailed(offer),
    endedAt: offer.end?.time,
  }));
  return recovery(facts, 'api', uses);
}

/** The applet path as applets see it: polls and answers of applets that are served at all. */
export function simRecovery(facts: Facts): TrafficRecovery {
  const exchanges: readonly Exchange[] = [...facts.polls, ...facts.answers];
  const served = new Set(
    exchanges.flatMap(({ end, applet }) => (end?.type === 'ok' ? applet : [])),
  );
  const uses = exchanges
    .filter(({ applet }) => served.has(applet))
    .map(({ from, end }) => ({
      from,
      failed: end?.type !== 'ok',
      endedAt: end?.time,
    }));
  return recovery(facts, 'applet', uses);
}

/** Total: until the first use that was served and began after the outage; without one, after the fault. */
function recovery(facts: Facts, path: 'api' | 'applet', uses: readonly Use[]): TrafficRecovery {
  const [fault] = facts.faults;
  if (!fault) return NEVER;
  const until = fault.healAt ?? facts.recording.endsAt;
  const restoredAt = restoration(uses, fault.at, until);
  const detectedAt = detectionAt(facts, path, fault.at, until, fault.region);
  const detection = detectedAt === undefined ? null : (detectedAt - fault.at) / MS;
  const total = restoredAt === undefined ? null : (restoredAt - fault.at) / MS;
  const traffic = total === null ? null : Math.max(0, total - (detection ?? 0));
  return { detection, traffic, total };
}

function restoration(uses: readonly Use[], from: number, until: number): number | undefined {
  const outage = endOfOutage(uses, from, until) ?? from;
  let restoredAt: number | undefined;
  for (const { from: began, failed, endedAt } of uses) {
    if (failed || endedAt === undefined || began < outage) continue;
    restoredAt = Math.min(restoredAt ?? endedAt, endedAt);
  }
  return restoredAt;
}

function detectionAt(
  facts: Facts,
  path: 'api' | 'applet',
  from: number,
  until: number,
  region: string | undefined,
): number | undefined {
  const seen = facts.recording.of('health').find(({ operation: { time, value } }) => {
    const here = region === undefined || value.region === region;
    return value.path === path && value.change === 'down' && here && time >= from && time <= until;
  });
  return seen?.operation.time;
}

/** Singleton work: until the lease has a new epoch, and until something else was written under it. */
export function jobsRecovery(facts: Facts): JobsRecovery {
  const span = faultSpan(facts);
  const writes = facts.recording.of('guarded-write').filter(isAcceptedWrite);
  if (!span) return { decision: null, total: null };
  let before = 0;
  for (const write of writes) {
    if (write.operation.time >= span.at) break;
    if (isLease(write)) before = Math.max(before, write.operation.value.epoch);
  }
  const later = writes.filter(
    ({ operation }) => operation.time >= span.at && before > 0 && operation.value.epoch > before,
  );
  const since = (time: number | undefined) => (time === undefined ? null : (time - span.at) / MS);
  return {
    decision: since(later.find(isLease)?.operation.time),
    total: since(later.find((write) => !isLease(write))?.operation.time),
  };
}

/** Seconds after the fault of the last offer, due before the healing began, whose first try failed. */
export function firstTryErrorsUntil(facts: Facts): number | null {
  return lastOffer(facts, firstTryFailed);
}

/** The same, of offers that failed for good: refused, or given up by the client. */
export function failedOffersUntil(facts: Facts): number | null {
  return lastOffer(facts, (offer) => !isAccepted(offer));
}

function lastOffer(facts: Facts, is: (offer: Offer) => boolean): number | null {
  const [fault] = facts.faults;
  if (!fault) return null;
  const until = fault.healAt ?? Number.POSITIVE_INFINITY;
  let last: number | null = null;
  for (const offer of facts.offers.values()) {
    const due = dueAt(offer);
    if (due >= fault.at && due < until && is(offer)) last = Math.max(last ?? 0, due - fault.at);
  }
  return last === null ? null : last / MS;
}
