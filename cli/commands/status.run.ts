import type { Overview } from '@tandem/workloads';
import { CommandFailure } from '../failure.ts';
import { print, printJson } from '../output.ts';
import { findPlace, type SupervisorStatus } from '../place.ts';
import { connectRegions } from '../regions-client.ts';
import { callApi, type WhereOptions } from '../running.ts';
import { statusText } from './status-text.ts';

/** All that could be learned; a part that did not answer says why. */
export interface Status {
  readonly supervisor: SupervisorStatus | undefined;
  readonly regions: Overview | { readonly unreachable: string };
}

/** Exit 0 when every process is ready and every region is up or drained on purpose, 1 otherwise. */
export async function status(options: WhereOptions & { readonly json?: boolean }): Promise<number> {
  const place = await findPlace(options);
  const regions = await readRegions(place);
  const { supervisor } = place;
  if (supervisor === undefined && 'unreachable' in regions) {
    throw new CommandFailure(`nothing of the system answers: ${regions.unreachable}`);
  }
  if (options.json) {
    const path = await callApi(place.credentials.dashboard, 'GET', '/api/status').catch(asReason);
    printJson({ ...supervisor, regions, path });
  } else {
    print(statusText({ supervisor, regions }));
  }
  return isWell(supervisor, regions) ? 0 : 1;
}

async function readRegions(
  place: Awaited<ReturnType<typeof findPlace>>,
): Promise<Status['regions']> {
  try {
    const client = await connectRegions(place);
    return await client.overview().finally(() => client.close());
  } catch (error) {
    return asReason(error);
  }
}

function asReason(error: unknown): { readonly unreachable: string } {
  return { unreachable: error instanceof Error ? error.message : String(error) };
}

function isWell(supervisor: SupervisorStatus | undefined, regions: Status['regions']): boolean {
  if (!supervisor || 'unreachable' in regions) return false;
  return (
    supervisor.processes.every(({ state }) => state === 'ready') &&
    regions.regions.every(({ state, drained }) => state === 'up' || (drained && state === 'down'))
  );
}
