import { print, printJson, progress } from '../output.ts';
import { findPlace } from '../place.ts';
import { connectRegions, type RegionsClient } from '../regions-client.ts';
import { callApi, findSystem, type WhereOptions } from '../running.ts';

/** Stops, freezes, resumes or starts a region of the running system. Exit 0 when it was done. */
export async function actOnRegion(
  action: string,
  region: string,
  options: WhereOptions & { readonly json?: boolean },
): Promise<number> {
  const { operator } = await findSystem(options);
  const path = `/regions/${encodeURIComponent(region)}/${action}`;
  const answer = await callApi(operator, 'POST', path);
  if (options.json) printJson(answer);
  else print(`${region}: ${action} done`);
  return 0;
}

export type DrainOptions = WhereOptions & { readonly force?: string; readonly json?: boolean };

const LOOK_EVERY_MS = 100;
/** The processes follow within a round of their board; singleton work is handed over besides. */
const PATIENCE_MS = 15_000;

/** Keeps traffic away from a region, or lets it back in, until told otherwise. Exit 0 when it is so. */
export async function drainRegion(
  action: 'drain' | 'undrain',
  region: string,
  options: DrainOptions,
): Promise<number> {
  const client = await connectRegions(await findPlace(options));
  const line = progress();
  const startedAt = performance.now();
  try {
    const { changed } = await client.operate(region, action, options.force);
    line.show(`${region} was told to ${action}`);
    const reached = await isFollowed(client, action, region);
    const ms = Math.round(performance.now() - startedAt);
    line.done();
    if (options.json) printJson({ region, action, changed, followed: reached, ms });
    else print(textOf(action, region, changed, reached, ms));
    return reached ? 0 : 1;
  } finally {
    line.done();
    await client.close();
  }
}

/** Whether its living processes all do as they were told, and a drained region has no singleton work. */
async function isFollowed(client: RegionsClient, action: string, name: string): Promise<boolean> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const overview = await client.overview().catch(() => undefined);
    const region = overview?.regions.find((each) => each.name === name);
    const others = overview?.regions.some((each) => each.name !== name && each.able) ?? false;
    const handedOver = overview?.lease?.holder !== name || !others;
    if (region?.state === 'silent') return true;
    if (action === 'drain' && region?.state === 'down' && handedOver) return true;
    if (action === 'undrain' && region?.state === 'up') return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return false;
}

function textOf(
  action: string,
  region: string,
  changed: boolean,
  reached: boolean,
  ms: number,
): string {
  const state = action === 'drain' ? 'drained' : 'open to traffic';
  if (!reached) return `${region}: ordered, but not done yet; "tandem status" shows why`;
  return changed
    ? `${region} is ${state}, after ${(ms / 1_000).toFixed(2)} s`
    : `${region} was ${state} already`;
}
