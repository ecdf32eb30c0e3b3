import type { Overview } from '../../regions/schemas.ts';
import type { LastFailover, Monitor } from '../schemas.ts';

type Entry = Overview['history'][number];

/** What happened longer before a promotion than this did not lead to it. */
const RELATED_MS = 600_000;

/**
 * The last change of the active region, as it was told while it could be: the last sign of life of a lost
 * region is gone as soon as the region is back.
 */
export class FailoverMemory {
  #last: LastFailover | null = null;

  get last(): LastFailover | null {
    return this.#last;
  }

  observe(overview: Overview, edgeMonitors: readonly Monitor[]): void {
    const known = this.#last;
    const next = lastFailover(overview, edgeMonitors, known);
    // Documents that are away tell nothing; what is known stays.
    if (next) this.#last = next;
  }
}

/** From what is recorded now, and what was known of the same change before; null: there was none. */
export function lastFailover(
  { history, regions }: Overview,
  edgeMonitors: readonly Monitor[],
  known: LastFailover | null = null,
): LastFailover | null {
  const promoted = history.findLast(({ event, detail }) => {
    return event === 'promoted' && detail !== undefined && fromIn(detail) !== undefined;
  });
  if (!promoted) return null;
  const { at, region: to, epoch, detail } = promoted;
  const from = fromIn(detail ?? '');
  const order = orderOf(history, promoted);
  const lastSign = regions.find(({ name }) => name === from)?.reportedAt;
  const isRelated = (time: number | undefined) =>
    time !== undefined && time <= at && time >= at - RELATED_MS;
  const before = known?.at === at && known.to === to ? known : undefined;
  const beganAt = order?.at ?? before?.beganAt ?? (isRelated(lastSign) ? lastSign : undefined);
  const lost = order ? undefined : from;
  const decision = secondsBetween(beganAt, at);
  const apiDetection = detectionOf('API', lost, beganAt, edgeMonitors);
  const appletDetection = detectionOf('applet port', lost, beganAt, edgeMonitors);
  const parts = [apiDetection, appletDetection, decision].filter((part) => part !== null);
  return {
    at,
    to,
    kind: order ? 'handover' : 'takeover',
    ...(epoch !== undefined && { epoch }),
    ...(from !== undefined && { from }),
    ...(detail !== undefined && { detail }),
    ...(beganAt !== undefined && { beganAt }),
    rto: {
      apiDetection,
      appletDetection,
      decision,
      total: parts.length > 0 ? Math.max(...parts) : null,
    },
  };
}

/** The region that was active before: guard/role-change.ts writes these details. */
function fromIn(detail: string): string | undefined {
  const handed = /^handed over by (\S+)/.exec(detail)?.[1];
  return handed ?? /^(\S+) (?:was silent|ended in good order)/.exec(detail)?.[1];
}

/** The handover that somebody asked for and that this promotion completed. */
function orderOf(history: readonly Entry[], promoted: Entry): Entry | undefined {
  if (!promoted.detail?.startsWith('handed over')) return undefined;
  return history.findLast(({ event, at }) => {
    return event === 'handover-requested' && at <= promoted.at && at >= promoted.at - RELATED_MS;
  });
}

/** Until a check of the edge saw the region down. */
function detectionOf(
  name: string,
  region: string | undefined,
  beganAt: number | undefined,
  monitors: readonly Monitor[],
): number | null {
  if (beganAt === undefined) return null;
  const monitor = monitors.find((each) => each.name === name && each.region === region);
  const down = monitor?.history.find(({ at, health }) => {
    return health === 'down' && at >= beganAt && at <= beganAt + RELATED_MS;
  });
  return secondsBetween(beganAt, down?.at);
}

function secondsBetween(from: number | undefined, to: number | undefined): number | null {
  return from === undefined || to === undefined ? null : Math.round((to - from) / 10) / 100;
}
