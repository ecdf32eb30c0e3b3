import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

const Watch = Type.Object({
  health: Type.String(),
  lastReason: Type.Optional(Type.String()),
  history: Type.Array(Type.Object({ at: Type.String() })),
});

/** As much of the edge's status as a person needs. */
const EdgeStatus = Type.Object({
  regions: Type.Record(Type.String(), Type.Object({ monitor: Watch, endpointCheck: Watch })),
  faults: Type.Optional(Type.Array(Type.Unknown())),
});

/** How the edge sees each region, and since when; nothing where there is no edge. */
export function edgeLines(edge: unknown): string[] {
  if (edge === undefined) return [];
  if (!Value.Check(EdgeStatus, edge)) return ['', 'edge: does not answer'];
  const lines = Object.entries(edge.regions).map(
    ([region, { monitor, endpointCheck }]) =>
      `edge, ${region}: API ${said(monitor)}; applets ${said(endpointCheck)}`,
  );
  const faults = edge.faults?.length ?? 0;
  return ['', ...lines, ...(faults > 0 ? [`edge: ${faults} injected faults are active`] : [])];
}

function said({ health, lastReason, history }: Static<typeof Watch>): string {
  const since = history.at(-1)?.at;
  const why = health !== 'up' && lastReason !== undefined ? ` (${lastReason})` : '';
  return `${health}${since === undefined ? '' : ` since ${since}`}${why}`;
}
