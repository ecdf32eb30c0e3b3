import { print, printJson } from '../output.ts';
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
