import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { CommandFailure } from '../failure.ts';
import { print, printJson, table } from '../output.ts';
import { callApi, findSystem, type WhereOptions } from '../running.ts';

const SupervisorStatus = Type.Object({
  dataDir: Type.String(),
  profile: Type.String(),
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
});
type SupervisorStatus = Static<typeof SupervisorStatus>;

/** Exit 0 when every process is ready, 1 otherwise. */
export async function status(options: WhereOptions & { readonly json?: boolean }): Promise<number> {
  const { operator, dashboard } = await findSystem(options);
  const supervisor = await callApi(operator, 'GET', '/status');
  if (!Value.Check(SupervisorStatus, supervisor)) {
    throw new CommandFailure(`${operator.url}/status is not the status of a Tandem supervisor`);
  }
  const path = await callApi(dashboard, 'GET', '/api/status').catch((error: unknown) => ({
    unreachable: error instanceof Error ? error.message : String(error),
  }));
  if (options.json) printJson({ ...supervisor, path });
  else printStatus(supervisor);
  return supervisor.processes.every(({ state }) => state === 'ready') ? 0 : 1;
}

function printStatus({
  processes,
  incidents,
  profile,
  dataDir,
  startedAt,
}: SupervisorStatus): void {
  print(`profile ${profile}, data in ${dataDir}, since ${new Date(startedAt).toISOString()}\n`);
  print(
    table(
      ['process', 'state', 'pid', 'restarts', 'CPU s', 'MiB'],
      processes.map(({ name, state, pid, restarts, usage }) => [
        name,
        state,
        pid === undefined ? '-' : String(pid),
        String(restarts),
        usage === undefined ? '-' : usage.cpuSeconds.toFixed(1),
        usage === undefined ? '-' : (usage.rssBytes / 2 ** 20).toFixed(0),
      ]),
    ),
  );
  print(incidents.length === 0 ? '\nno incidents' : '\nincidents');
  for (const { at, text } of incidents) print(`${new Date(at).toISOString()}  ${text}`);
}
