import type { Prediction } from '@tandem/health';
import type { DrillResult } from '../result/index.ts';
import { caseName, RTO_CASES, type RtoCase } from './cases.ts';
import { predictRto } from './predict.ts';

/** A case and what its drill measured; without a result it was not measured. */
export interface MeasuredCase {
  readonly rtoCase: RtoCase;
  readonly result: DrillResult | undefined;
}

const NOTHING = '–';
const MS = 1_000;

/** docs/reference/rto.md. @param command that made the reports */
export function rtoPage(measured: readonly MeasuredCase[], command: string): string {
  return `${[
    '# Recovery times',
    '',
    `Made by \`${command}\` from the reports in [docs/reports](../reports); do not edit.`,
    '',
    INTRODUCTION,
    '',
    '## From the fault until it worked again',
    '',
    'Seconds. *Predicted* is what the health checks (API, SIM) or the lease (jobs) need by themselves: best,',
    'expected, worst. *Detection* is when the edge called the region down, *decision* when the standby took the',
    'lease, *total* when work succeeded again and went on doing so, *traffic* what total had beyond detection.',
    '',
    table(
      ['profile', 'fault', 'path', 'predicted', 'detection', 'decision', 'traffic', 'total'],
      measured.flatMap(recoveryRows),
    ),
    '',
    '## What each mechanism made of it',
    '',
    ATTRIBUTION,
    '',
    table(
      [
        'profile',
        'fault',
        'offers',
        'first tries that failed',
        'the last of them after',
        'failed with all retries',
        'the last of them after',
        'p99 normal after',
        'refused writes of the old epoch',
      ],
      measured.map(mechanismRow),
    ),
    '',
    NOTES,
  ].join('\n')}\n`;
}

const INTRODUCTION = `With the document's own parameters health checks alone need up to 75 s for the API (60 s between checks of
Cloudflare, then three time-outs of 5 s) and up to 95 s for applets (30 s between checks of the accelerator, three
of them, and the time-out of the last) when a region falls silent; 60 s and 90 s when it refuses connections.`;

const ATTRIBUTION = `- **Per-request failover** is the edge's: a request whose region refuses the connection is sent to the other one, so
  that the first try of the client succeeds. It needs no detection. It does nothing for a region that accepts and
  does not answer.
- **The retry of the client** is the bank's: what failed at the first try is tried again under the same requestId. The
  difference between the two pairs of columns is what it contributes.
- **The region guard** moves singleton work by its lease alone; the edge has no part in it. Until the promotion nothing of it
  runs, and authentications do not wait for it.
- **Applets** have no per-request failover: the accelerator never moves a connection, and goes on choosing the region
  until its checks call it down. Repeated polls and answers are what brings an authentication through meanwhile.`;

const NOTES = `- A frozen region still accepts TCP connections until its backlog is full, and the check of the accelerator asks for
  nothing more: it may never call such a region down. Applets that reach it time out and connect again.
- A region that the edge cannot reach still reaches documents: it keeps its lease, and no decision is due.
- ${NOTHING}: did not happen, was not due, or was not measured.
- One machine runs both regions, the edge and the load; figures below a second are of that machine.`;

function recoveryRows({ rtoCase, result }: MeasuredCase): string[][] {
  const predicted = predictRto(rtoCase);
  const { profile, drill } = rtoCase;
  const rto = result?.rto;
  return [
    [
      profile,
      drill,
      'API',
      range(predicted.api),
      seconds(rto?.api.detection),
      NOTHING,
      seconds(rto?.api.traffic),
      seconds(rto?.api.total),
    ],
    [
      profile,
      drill,
      'SIM',
      range(predicted.sim),
      seconds(rto?.sim.detection),
      NOTHING,
      seconds(rto?.sim.traffic),
      seconds(rto?.sim.total),
    ],
    [
      profile,
      drill,
      'jobs',
      range(drill === 'region-partition' ? undefined : predicted.jobs),
      NOTHING,
      seconds(rto?.jobs.decision),
      NOTHING,
      seconds(rto?.jobs.total),
    ],
  ];
}

function mechanismRow({ rtoCase, result }: MeasuredCase): string[] {
  const { profile, drill } = rtoCase;
  const name = result ? `[${drill}](../reports/${caseName(rtoCase)}/result.json)` : drill;
  return [
    profile,
    name,
    count(result?.load.offered),
    count(result?.load.firstTryErrors),
    seconds(result?.measured.firstTryErrorsUntil),
    count(result && result.load.errors + result.load.refused),
    seconds(result?.measured.failedOffersUntil),
    seconds(result?.measured.p99NormalAfter),
    count(result?.measured.refusedWrites),
  ];
}

function range(prediction: Prediction | undefined): string {
  if (!prediction) return NOTHING;
  const { bestMs, expectedMs, worstMs } = prediction;
  return [bestMs, expectedMs, worstMs].map((ms) => trimmed(ms / MS)).join(' / ');
}

const seconds = (value: number | null | undefined): string =>
  value === null || value === undefined ? NOTHING : trimmed(value);

const trimmed = (value: number): string => String(Math.round(value * 10) / 10);

const count = (value: number | undefined): string =>
  value === undefined ? NOTHING : String(value);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** Every case, in the order of the table, with what `results` has of it. */
export function measuredCases(results: ReadonlyMap<string, DrillResult>): MeasuredCase[] {
  return RTO_CASES.map((rtoCase) => ({ rtoCase, result: results.get(caseName(rtoCase)) }));
}
