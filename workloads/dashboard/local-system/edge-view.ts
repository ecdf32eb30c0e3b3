import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { round } from '../live/window.ts';
import { HEALTH, type Health, type LiveEdge, type Monitor } from '../schemas.ts';

const WatchSchema = Type.Object({
  health: Type.String(),
  lastReason: Type.Optional(Type.String()),
  history: Type.Array(
    Type.Object({ at: Type.String(), to: Type.String(), reason: Type.Optional(Type.String()) }),
  ),
});
type Watch = Static<typeof WatchSchema>;

/** What is used of GET /status of the edge. */
const EdgeStatusSchema = Type.Object({
  regions: Type.Record(
    Type.String(),
    Type.Object({
      link: Type.Object({ way: Type.String(), delayMs: Type.Number() }),
      monitor: WatchSchema,
      endpointCheck: WatchSchema,
      requests: Type.Object({ byStatus: Type.Record(Type.String(), Type.Number()) }),
      connections: Type.Optional(Type.Object({ accepted: Type.Number() })),
    }),
  ),
});
type EdgeStatus = Static<typeof EdgeStatusSchema>;

const KEPT = 20;

/** What the edge sees, from two of its answers: rates are the difference. */
export class EdgeView {
  #before: { readonly at: number; readonly status: EdgeStatus } | undefined;

  /** `undefined` for what is not the status of an edge. @param at Unix milliseconds */
  read(
    answer: unknown,
    at: number,
  ): { readonly edge: LiveEdge; readonly monitors: Monitor[] } | undefined {
    if (!Value.Check(EdgeStatusSchema, answer)) return undefined;
    const before = this.#before;
    this.#before = { at, status: answer };
    const seconds = before ? (at - before.at) / 1_000 : 0;
    const rate = (region: string, count: (status: EdgeStatus, region: string) => number) => {
      if (!before || seconds <= 0) return 0;
      return round(Math.max(0, count(answer, region) - count(before.status, region)) / seconds);
    };
    return {
      edge: {
        regions: Object.entries(answer.regions).map(([name, side]) => ({
          name,
          link: linkText(side.link),
          requests: rate(name, requestsOf),
          connections: rate(name, connectionsOf),
          health: healthOf(side.monitor.health),
          appletHealth: healthOf(side.endpointCheck.health),
        })),
      },
      monitors: Object.entries(answer.regions).flatMap(([region, side]) => [
        monitorOf('API', region, side.monitor),
        monitorOf('applet port', region, side.endpointCheck),
      ]),
    };
  }
}

function monitorOf(name: string, region: string, watch: Watch): Monitor {
  const history = watch.history.slice(-KEPT).map(({ at, to, reason }) => ({
    at: Date.parse(at),
    health: healthOf(to),
    ...(reason === undefined ? {} : { detail: reason }),
  }));
  const since = history.at(-1)?.at;
  const { lastReason } = watch;
  return {
    id: `edge/${region}/${name}`,
    kind: 'edge',
    name,
    region,
    health: healthOf(watch.health),
    ...(lastReason === undefined ? {} : { detail: lastReason }),
    ...(since === undefined ? {} : { since }),
    history,
  };
}

function linkText({ way, delayMs }: EdgeStatus['regions'][string]['link']): string {
  return delayMs > 0 ? `${way}, ${delayMs} ms slower` : way;
}

function requestsOf({ regions }: EdgeStatus, region: string): number {
  const { byStatus = {} } = regions[region]?.requests ?? {};
  return Object.values(byStatus).reduce((sum, count) => sum + count, 0);
}

function connectionsOf({ regions }: EdgeStatus, region: string): number {
  return regions[region]?.connections?.accepted ?? 0;
}

function healthOf(text: string): Health {
  return HEALTH.find((health) => health === text) ?? 'unknown';
}
