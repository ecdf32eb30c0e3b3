import {
  completions,
  dueAt,
  type Exchange,
  type Facts,
  firstTryFailed,
  percentile,
} from '../checks/index.ts';

/** What happened in one stretch of time. Latencies are milliseconds, `undefined` where there is none. */
export interface Bucket {
  /** Seconds after the first offer was due. */
  readonly at: number;
  readonly offered: number;
  readonly accepted: number;
  readonly firstTryErrors: number;
  readonly acceptance: Quantiles;
  readonly completion: Quantiles;
  readonly api: Served;
  readonly sim: Served;
}

export interface Quantiles {
  readonly p50: number | undefined;
  readonly p99: number | undefined;
}

/** How often each region served, and how often nobody did. */
export interface Served {
  readonly byRegion: ReadonlyMap<string, number>;
  readonly failed: number;
}

export interface Series {
  /** Unix milliseconds of second 0. */
  readonly from: number;
  /** Seconds from first to last. */
  readonly seconds: number;
  /** Seconds of one bucket. */
  readonly step: number;
  readonly buckets: readonly Bucket[];
  readonly regions: readonly string[];
}

/** So many buckets at most: more than pixels, and the page grows with the drill. */
const MAX_BUCKETS = 240;
const STEPS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600] as const;
const SECOND_MS = 1_000;
export const SOMEWHERE = 'unknown';

export function seriesOf(facts: Facts): Series {
  const offers = [...facts.offers.values()];
  const completed = completions(facts);
  const from = offers.reduce((least, offer) => Math.min(least, dueAt(offer)), Infinity);
  const start = Number.isFinite(from) ? from : facts.recording.startsAt;
  const last = Math.max(start, lastOf(facts, completed));
  const spanSeconds = Math.max(1, (last - start) / SECOND_MS);
  const step = STEPS.find((each) => spanSeconds / each <= MAX_BUCKETS) ?? 3_600;
  const count = Math.ceil(spanSeconds / step);
  const tallies = Array.from({ length: count }, () => new Tally());
  // What came before the first offer warmed the system up.
  const tallyAt = (time: number) =>
    time < start
      ? undefined
      : tallies[Math.min(count - 1, Math.floor((time - start) / SECOND_MS / step))];
  for (const offer of offers) {
    const due = dueAt(offer);
    const tally = tallyAt(due);
    if (!tally) continue;
    tally.offered += 1;
    if (firstTryFailed(offer)) tally.firstTryErrors += 1;
    const doneAt = completed.get(offer.requestId);
    if (doneAt !== undefined) tally.completion.push(doneAt - due);
    if (offer.end?.type === 'ok') {
      tally.accepted += 1;
      tally.acceptance.push(offer.end.ms);
      bump(tallyAt(offer.end.time)?.api, offer.end.region);
    } else if (offer.end) fail(tallyAt(offer.end.time), 'api');
  }
  for (const exchange of [...facts.polls, ...facts.answers]) countExchange(exchange, tallyAt);
  const buckets = tallies.map((tally, index) => tally.bucket(index * step));
  return { from: start, seconds: count * step, step, buckets, regions: regionsOf(facts, buckets) };
}

function countExchange(
  { end, region }: Exchange,
  tallyAt: (time: number) => Tally | undefined,
): void {
  if (!end) return;
  if (end.type === 'ok') bump(tallyAt(end.time)?.sim, region);
  else fail(tallyAt(end.time), 'sim');
}

class Tally {
  offered = 0;
  accepted = 0;
  firstTryErrors = 0;
  readonly acceptance: number[] = [];
  readonly completion: number[] = [];
  readonly api = new Map<string, number>();
  readonly sim = new Map<string, number>();
  readonly failed = { api: 0, sim: 0 };

  bucket(at: number): Bucket {
    const { offered, accepted, firstTryErrors, acceptance, completion, api, sim, failed } = this;
    return {
      at,
      offered,
      accepted,
      firstTryErrors,
      acceptance: quantiles(acceptance),
      completion: quantiles(completion),
      api: { byRegion: api, failed: failed.api },
      sim: { byRegion: sim, failed: failed.sim },
    };
  }
}

function quantiles(values: readonly number[]): Quantiles {
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99) };
}

function bump(counts: Map<string, number> | undefined, region = SOMEWHERE): void {
  counts?.set(region, (counts.get(region) ?? 0) + 1);
}

function fail(tally: Tally | undefined, path: 'api' | 'sim'): void {
  if (tally) tally.failed[path] += 1;
}

function lastOf(facts: Facts, completed: ReadonlyMap<string, number>): number {
  let last = 0;
  for (const offer of facts.offers.values()) {
    last = Math.max(last, offer.end?.time ?? offer.invokedAt, completed.get(offer.requestId) ?? 0);
  }
  for (const { at, healedAt } of facts.faults) last = Math.max(last, healedAt ?? at);
  return last;
}

/** In the order of the drill's own list, so that a colour means the same region in every report. */
function regionsOf(facts: Facts, buckets: readonly Bucket[]): string[] {
  const seen = new Set(facts.recording.parameters?.regions);
  for (const { api, sim } of buckets) {
    for (const region of [...api.byRegion.keys(), ...sim.byRegion.keys()]) seen.add(region);
  }
  return [...seen];
}
