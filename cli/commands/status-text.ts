import type { Overview, RegionOverview } from '@tandem/workloads';
import { table } from '../output.ts';
import type { SupervisorStatus } from '../place.ts';
import { edgeLines } from './edge-text.ts';
import type { Status } from './status.run.ts';

/** What happened last; the whole of it is in --json. */
const SHOWN = 30;
/** A machine whose clock is this wrong deserves a line. */
const SKEW_WORTH_TELLING_MS = 1_000;

/** For one person at three in the morning: who is active, what is wrong, what happened. */
export function statusText({ supervisor, regions }: Status): string {
  return [
    ...('unreachable' in regions
      ? [`regions: unknown, ${regions.unreachable}`]
      : [headline(regions), '', regionTable(regions), ...troubles(regions)]),
    ...edgeLines(supervisor?.edge),
    '',
    supervisor ? processTable(supervisor) : 'processes: unknown, "tandem up" does not answer',
    '',
    ...happened(supervisor, regions),
  ].join('\n');
}

function headline({ lease, home }: Overview): string {
  if (!lease) return 'no region has been active yet';
  const { holder, epoch, handover } = lease;
  const moving = handover ? `; a handover to ${handover.to} is under way` : '';
  const away = holder === home ? '' : ` (home is ${home}: "tandem failback" when it is well)`;
  return `active: ${holder}, epoch ${epoch}${away}${moving}`;
}

function regionTable({ regions, now }: Overview): string {
  return table(
    ['region', 'role', 'health', 'drained', 'binds', 'lag', 'reported'],
    regions.map(({ name, role, state, drained, binds, lag, reportedAt }) => [
      name,
      role,
      state,
      drained ? 'yes' : 'no',
      `${binds.bound}/${binds.of}`,
      String(Object.values(lag).reduce((sum, each) => sum + each, 0)),
      reportedAt === undefined
        ? 'never'
        : `${Math.max(0, (now - reportedAt) / 1_000).toFixed(1)} s`,
    ]),
  );
}

function troubles({ regions }: Overview): string[] {
  return regions.flatMap((region) => [...reasonsOf(region), ...skewOf(region)]);
}

function reasonsOf({ name, state, reasons }: RegionOverview): string[] {
  if (state === 'silent')
    return [`${name}: none of its processes reports: dead, frozen or cut off`];
  return reasons.map((reason) => `${name}: ${reason}`);
}

function skewOf({ name, processes }: RegionOverview): string[] {
  const skew = Math.max(
    0,
    ...processes.filter(({ alive }) => alive).map(({ skewMs }) => Math.abs(skewMs)),
  );
  if (skew < SKEW_WORTH_TELLING_MS) return [];
  return [
    `${name}: a machine's clock is wrong by ${(skew / 1_000).toFixed(1)} s (nothing depends on it)`,
  ];
}

function processTable({ processes }: SupervisorStatus): string {
  return table(
    ['process', 'state', 'pid', 'restarts', 'CPU s', 'MiB'],
    processes.map(({ name, state, pid, restarts, usage }) => [
      name,
      state,
      pid === undefined ? '-' : String(pid),
      String(restarts),
      usage === undefined ? '-' : usage.cpuSeconds.toFixed(1),
      usage === undefined ? '-' : (usage.rssBytes / 2 ** 20).toFixed(0),
    ]),
  );
}

/** Signals and exits as the supervisor saw them, roles as the regions recorded them, in one order. */
function happened(supervisor: SupervisorStatus | undefined, regions: Status['regions']): string[] {
  const incidents = supervisor?.incidents ?? [];
  const history = 'unreachable' in regions ? [] : regions.history;
  const roles = history.map((entry) => ({ at: entry.at, text: roleText(entry) }));
  const all = [...incidents, ...roles].sort((a, b) => a.at - b.at);
  if (all.length === 0) return ['nothing has happened'];
  const lines = all.slice(-SHOWN).map(({ at, text }) => `${new Date(at).toISOString()}  ${text}`);
  const left = all.length - lines.length;
  return [left > 0 ? `what happened (${left} earlier lines in --json)` : 'what happened', ...lines];
}

/** Of an order the region is only the one that took it, so it is not named. */
function roleText({ region, event, epoch, detail }: Overview['history'][number]): string {
  if (event === 'drained' || event === 'undrained') return `operator: ${event} ${detail}`;
  const who = event === 'handover-requested' ? 'operator' : region;
  return [`${who}: ${event}`, epoch === undefined ? '' : `epoch ${epoch}`, detail ?? '']
    .filter((part) => part !== '')
    .join(', ');
}
