import { randomBytes } from 'node:crypto';
import type { Measure } from '../measure.ts';
import { measureFloor } from './floor/index.ts';
import { authenticateMeasures, serverMeasures } from './measures.ts';
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
  /** Measures the services of the environment too, after the embedded engines; default: if it names any. */
  readonly onServers?: boolean;
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
  const start = entry === undefined ? {} : { entry };
  const load = {
    warmUpSeconds: options.warmUpSeconds ?? 5,
    seconds: options.seconds ?? 20,
    rate: options.rate ?? 800,
    note,
  };
  const system = await measureSystem({
    ...load,
    start: { ...start, env: { ...withoutServices(process.env), ...env } },
    soakSeconds: options.soakSeconds ?? 0,
  });
  const { counts, documents: document, rate } = system;
  const floor = {
    counts,
    document,
    seconds: options.floorSeconds ?? 3,
    start,
    note,
  };
  const flatOut = await measureFloor({ ...floor, rate: 0 });
  const sameRate = await measureFloor({ ...floor, rate });
  const measures = authenticateMeasures(system, { flatOut, sameRate });
  const { onServers: wanted = servicesIn(process.env).length > 0 } = options;
  if (!wanted) return measures;
  note('system: again, on the servers of the environment');
  const namespace = `bench-${randomBytes(4).toString('hex')}`;
  const onServers = await measureSystem({
    ...load,
    start: { ...start, env: { ...env, TANDEM_NAMESPACE: namespace } },
    soakSeconds: 0,
  });
  return [...measures, ...serverMeasures(onServers, measures)];
}

const SERVICE = /^TANDEM_(MONGODB|REDIS|KAFKA|NAMESPACE|ENGINES)/;

const servicesIn = (environment: NodeJS.ProcessEnv): string[] =>
  Object.keys(environment).filter((name) => SERVICE.test(name));

/** Without a variable of a service its port is served by the embedded engine. */
const withoutServices = (environment: NodeJS.ProcessEnv): Record<string, undefined> =>
  Object.fromEntries(servicesIn(environment).map((name) => [name, undefined]));
