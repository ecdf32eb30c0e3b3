import {
  openDocuments,
  readAllServices,
  readServices,
  type ServedPort,
  type Services,
  servedPorts,
} from '@tandem/runtime';
import type { Documents } from '@tandem/stores';
import { activeRegion, type Topology } from '@tandem/topology';

type Environment = Readonly<Record<string, string | undefined>>;

/** What serves the ports of every region, and how whoever is in no region finds the documents. */
export interface SystemServices {
  readonly regions: Readonly<Record<string, Services>>;
  readonly outside: Services;
}

/** Throws ConfigError when the variables contradict each other. */
export function servicesOf(topology: Topology, environment: Environment): SystemServices {
  const regions = readAllServices(
    topology.regions.map(({ name }) => name),
    environment,
  );
  const general = readServices('', environment);
  const mongodb = general.mongodb ?? regions[activeRegion(topology).name]?.mongodb;
  return { regions, outside: { ...general, ...(mongodb && { mongodb }) } };
}

/** True when an embedded engine keeps the documents. */
export const hasOwnDocuments = ({ outside }: SystemServices): boolean =>
  outside.mongodb === undefined;

/** True when an embedded engine serves the region's cache, its events or both. */
export function hasOwnEngine({ regions }: SystemServices, region: string): boolean {
  const services = regions[region];
  return services?.redis === undefined || services.kafka === undefined;
}

export interface SystemDocumentsOptions {
  readonly topology: Topology;
  readonly dataDir: string;
  readonly environment: Environment;
  /** How the client names itself: an operator, a drill. */
  readonly client?: string;
  readonly retryForMs?: number;
}

/** The documents of the local system, for whoever is in no region. */
export function connectSystemDocuments(options: SystemDocumentsOptions): Promise<Documents> {
  const { topology, environment, ...rest } = options;
  const { mongodb, namespace } = servicesOf(topology, environment).outside;
  return openDocuments({
    ...rest,
    ...(mongodb === undefined ? {} : { mongodb }),
    ...(namespace === undefined ? {} : { namespace }),
  });
}

/** A line for each port, with what serves it in each region where they differ. */
export function describeServices(
  { regions }: SystemServices,
  dataDir: string,
): readonly ServedPort[] {
  const served = Object.entries(regions).map(([region, services]) => ({
    region,
    ports: servedPorts(services, dataDir),
  }));
  const [first] = served;
  return (first?.ports ?? []).map(({ port }, at) => {
    const engines = served.map(({ region, ports }) => ({ region, engine: ports[at]?.engine }));
    const same = engines.every(({ engine }) => engine === engines[0]?.engine);
    const each = engines.map(({ region, engine }) => `${region}: ${engine}`);
    return { port, engine: same ? (engines[0]?.engine ?? '') : each.join('; ') };
  });
}
