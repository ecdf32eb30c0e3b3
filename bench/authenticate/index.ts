import type { Measure } from '../measure.ts';
import { measureFloor } from './floor/index.ts';
import { authenticateMeasures } from './measures.ts';
import { measureSystem } from './system/index.ts';
import type { StartOptions } from './system/start.ts';

export interface AuthenticateBenchOptions extends StartOptions {
  /** Length of the closed and of the open loop; default 20. */
  readonly seconds?: number;
  readonly warmUpSeconds?: number;
  /** Authentications a second of the open loop, if the system can do as many; default 800. */
  readonly rate?: number;
  /** Watches the memory of the region processes for so long at that rate; default 0: not at all. */
  readonly soakSeconds?: number;
  /** Length of each measurement of the floor; default 3. */
  readonly floorSeconds?: number;
  /** One line at a time: what is being measured. */
  readonly note?: (line: string) => void;
}

/**
 * The whole system (`npm start` on a directory and ports of its own: both regions up, everything through the
 * edge, driven by its bank), then its floor: the same work without Tandem, measured alone. Starts this program again with `bench-child authenticate …`,
 * whose arguments it must hand to `runAuthenticateChild`.
 */
export async function benchAuthenticate(
  options: AuthenticateBenchOptions = {},
): Promise<Measure[]> {
  const { entry, env, note = () => undefined } = options;
  const system = await measureSystem({
    start: { ...(entry === undefined ? {} : { entry }), ...(env === undefined ? {} : { env }) },
    warmUpSeconds: options.warmUpSeconds ?? 5,
    seconds: options.seconds ?? 20,
    rate: options.rate ?? 800,
    soakSeconds: options.soakSeconds ?? 0,
    note,
  });
  const { counts, documents: document, rate } = system;
  const floor = {
    counts,
    document,
    seconds: options.floorSeconds ?? 3,
    start: entry === undefined ? {} : { entry },
    note,
  };
  const flatOut = await measureFloor({ ...floor, rate: 0 });
  const sameRate = await measureFloor({ ...floor, rate });
  return authenticateMeasures(system, { flatOut, sameRate });
}
