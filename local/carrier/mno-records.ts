import { type Fleet, personaOf } from './fleet.ts';

const HOUR_MS = 3_600_000;
/** How long ago a freshly swapped SIM was swapped. */
const SWAPPED_AGO_MS = 5 * HOUR_MS;

/** What the operator knows of a number. Times are RFC 3339, null: no change on record. */
export interface MnoRecord {
  readonly reachable: boolean;
  readonly latestSimChange: string | null;
  readonly latestImeiChange: string | null;
}

/** `undefined`: not a number of this operator. @param now Unix milliseconds */
export function mnoRecord(fleet: Fleet, msisdn: string, now: number): MnoRecord | undefined {
  const subscriber = fleet.find(msisdn);
  if (!subscriber) return undefined;
  const persona = personaOf(subscriber);
  return {
    reachable: persona.reachable,
    latestSimChange: persona.simSwapped ? swappedAt(now) : midnight(subscriber.lastSimChange),
    latestImeiChange: midnight(subscriber.lastImeiChange),
  };
}

/** True when `at` lies within the last `maxAgeHours`. */
export function changedWithin(at: string | null, maxAgeHours: number, now: number): boolean {
  return at !== null && now - Date.parse(at) <= maxAgeHours * HOUR_MS;
}

/** On the full hour, so that two questions in a row get the same answer. */
function swappedAt(now: number): string {
  const at = Math.floor((now - SWAPPED_AGO_MS) / HOUR_MS) * HOUR_MS;
  return new Date(at).toISOString();
}

function midnight(day: string): string | null {
  return day === '' ? null : `${day}T00:00:00.000Z`;
}
