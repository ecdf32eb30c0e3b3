import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { DEFAULT_DATA_DIR } from './flags.ts';
import type { RegionsPlace } from './regions-client.ts';
import { callApi, findSystem, type WhereOptions } from './running.ts';

const SupervisorStatus = Type.Object({
  dataDir: Type.String(),
  profile: Type.Unsafe<RegionsPlace['profile']>({ type: 'string' }),
  startedAt: Type.Number(),
  processes: Type.Array(
    Type.Object({
      name: Type.String(),
      state: Type.String(),
      pid: Type.Optional(Type.Number()),
      restarts: Type.Number(),
      usage: Type.Optional(Type.Object({ cpuSeconds: Type.Number(), rssBytes: Type.Number() })),
    }),
  ),
  incidents: Type.Array(Type.Object({ at: Type.Number(), text: Type.String() })),
  edge: Type.Optional(Type.Unknown()),
});
export type SupervisorStatus = Static<typeof SupervisorStatus>;

export interface Place extends RegionsPlace {
  /** What `tandem up` says; undefined when it does not answer. */
  readonly supervisor: SupervisorStatus | undefined;
}

/** The running system that a command means, and as much as its supervisor tells. */
export async function findPlace(where: WhereOptions): Promise<Place> {
  const credentials = await findSystem(where);
  const answer = await callApi(credentials.operator, 'GET', '/status').catch(() => undefined);
  const supervisor = Value.Check(SupervisorStatus, answer) ? answer : undefined;
  return {
    credentials,
    supervisor,
    dataDir: supervisor?.dataDir ?? where.data ?? DEFAULT_DATA_DIR,
    profile: supervisor?.profile ?? 'document',
  };
}
