import type { DrillParameters, History } from '../../history/index.ts';
import { newAuthentication, play } from './authentication.ts';
import { failover, type Timeline } from './failover.ts';
import { DEADLINE_MS, WAKE_RETRY_MS } from './one.ts';
import { EAST, Script, WEST } from './script.ts';

export interface ValidHistory {
  readonly seed?: number;
  readonly rate?: number;
  readonly seconds?: number;
  /** Without any fault. */
  readonly quiet?: boolean;
}

const FAULT_SHARE = 0.35;
const HEAL_SHARE = 0.75;
const SETTLE_MS = DEADLINE_MS + 2_500;

/** A plausible, valid history of a region-loss drill, the same for the same seed. */
export function validHistory(options: ValidHistory = {}): History {
  const { seed = 1, rate = 20, seconds = 8, quiet = false } = options;
  const script = new Script(seed);
  const spanMs = seconds * 1_000;
  const timeline: Timeline = {
    seconds,
    faultAt: quiet ? undefined : spanMs * FAULT_SHARE,
    healAt: spanMs * HEAL_SHARE,
    apiDetectionMs: 900,
    appletDetectionMs: 1_100,
    promotionMs: 1_900,
    endsAt: spanMs + SETTLE_MS,
  };
  script.add(-1_000, 'drill', 'drill', 'info', parametersFor(seed, rate, seconds));
  failover(script, timeline);
  load(script, timeline, rate);
  read(script, timeline);
  script.add(timeline.endsAt, 'drill', 'end', 'info', {});
  return script.history();
}

function parametersFor(seed: number, rate: number, seconds: number): DrillParameters {
  return {
    name: 'region-loss',
    profile: 'fast',
    seed,
    rate,
    seconds,
    regions: [EAST, WEST],
    deadlineMs: DEADLINE_MS,
    schedulingMs: 1_000,
    leaseMs: 1_500,
    maxAttempts: 2,
    wakeRetryMs: WAKE_RETRY_MS,
    callbackBudgetMs: 60_000,
    recoveryMs: 1_000,
    detectionApiMs: 1_500,
    detectionAppletMs: 1_500,
  };
}

function load(script: Script, timeline: Timeline, rate: number): void {
  const total = Math.round(rate * timeline.seconds);
  /** Subscribers whose last authentication is over, with the time when it was. */
  const idle: { readonly subscriber: number; readonly since: number }[] = [];
  for (let nth = 0; nth < total; nth += 1) {
    const dueAt = (nth * 1_000) / rate;
    const fresh = newAuthentication(script, nth, dueAt);
    const free = idle.findIndex(({ since }) => since + 200 < dueAt);
    const [again] = free < 0 ? [] : idle.splice(free, 1);
    const one = again ? { ...fresh, subscriber: again.subscriber } : fresh;
    const decidedAt = play(script, one, timeline);
    if (idle.length < 8) idle.push({ subscriber: one.subscriber, since: decidedAt });
  }
}

function read(script: Script, { endsAt }: Timeline): void {
  for (const region of [EAST, WEST]) {
    const chain = { region, entries: 512, valid: true };
    script.add(endsAt - 40, 'drill-reader', 'audit-verify', 'ok', chain);
  }
  const scan = { what: 'msisdn', files: 31, bytes: 7_340_032, found: 0 } as const;
  script.add(endsAt - 20, 'drill-reader', 'scan', 'ok', scan);
}
