import type { DrillResult } from '../result/index.ts';
import { escaped } from './svg.ts';

const percent = (share: number | null): string =>
  share === null ? '–' : `${(share * 100).toFixed(2).replace(/\.?0+$/, '')} %`;
const ms = (value: number | null): string =>
  value === null ? '–' : value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
const seconds = (value: number | null): string => (value === null ? '–' : `${value.toFixed(2)} s`);

/** The figures that a reader looks for first. */
export function tiles({
  load,
  lost,
  contradictory,
  measured,
  rto,
  auditChain,
}: DrillResult): string {
  const shown: readonly (readonly [string, string])[] = [
    [String(load.accepted), `accepted of ${load.offered} offered`],
    [String(lost), 'lost'],
    [String(contradictory), 'contradictory'],
    [String(load.errors + load.refused), 'offers failed for good'],
    [String(load.firstTryErrors), 'failed at the first try'],
    [seconds(rto.api.total), 'until the API served'],
    [seconds(rto.sim.total), 'until applets were served'],
    [seconds(rto.jobs.decision), 'until a standby took over'],
    [String(measured.refusedWrites), 'writes of an old epoch refused'],
    [auditChain, 'audit chains'],
  ];
  const tile = ([value, name]: readonly [string, string]) =>
    `<div class="tile"><b>${escaped(value)}</b><span>${escaped(name)}</span></div>`;
  return `<section class="tiles">${shown.map(tile).join('')}</section>`;
}

/** What the client saw before, during and after. */
export function phasesTable({ availability, p99Ms, measured }: DrillResult): string {
  type Phases = DrillResult['p99Ms'];
  const row = (
    name: string,
    { before, during, after }: Phases,
    say: (value: number | null) => string,
  ) =>
    `<tr><th>${name}</th>${[before, during, after].map((value) => `<td class="num">${say(value)}</td>`).join('')}</tr>`;
  const head = ['', 'before', 'during', 'after'].map((name) => `<th class="num">${name}</th>`);
  return `<table><tr>${head.join('')}</tr>${[
    row('Accepted in the end', availability, percent),
    row('Accepted at the first try', measured.firstTryAvailability, percent),
    row('Outcome as expected of the persona', measured.asExpected, percent),
    row('Acceptance p99', p99Ms, ms),
    row('Completion p99', measured.completionP99Ms, ms),
  ].join('')}</table>`;
}

/** Outcomes and what else was counted, as a sentence. */
export function countsLine(result: DrillResult): string {
  const { outcomes, duplicateCallbacks, duplicateWakeups, measured } = result;
  const told = Object.entries(outcomes).map(([name, count]) => `${name} ${count}`);
  const counts = [
    `${duplicateCallbacks} callbacks repeated`,
    `${duplicateWakeups} wake-ups too many`,
    `${measured.epochs} promotions`,
    `${measured.deadLetters} dead letters`,
    `p99 normal after ${seconds(measured.p99NormalAfter)}`,
  ];
  return `<p>${escaped(told.join(' · '))}</p><p class="soft">${escaped(counts.join(' · '))}</p>`;
}
