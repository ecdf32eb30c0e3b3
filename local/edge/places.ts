import { activeRegion, type Topology } from '@tandem/topology';

/** A request through the API's edge says with this header which region is nearest to its client. */
export const PLACE_HEADER = 'x-tandem-place';

const LOOPBACK = /^(?:::ffff:)?127\.0\.(\d{1,3})\.\d{1,3}$/;

/**
 * Where clients are: which region is nearest. For TCP the source address says it, as all of 127.0.0.0/8 is
 * this machine: 127.0.1.x is nearest to the first region of the topology, 127.0.2.x to the second, and so
 * on; everybody else is nearest to the region that is active when nothing has failed.
 */
export class Places {
  readonly names: readonly string[];
  readonly usual: string;
  readonly #codes: ReadonlyMap<string, string>;

  constructor(topology: Topology) {
    this.names = topology.regions.map(({ name }) => name);
    this.usual = activeRegion(topology).name;
    this.#codes = new Map(topology.regions.map(({ name, code }) => [name, code]));
  }

  ofAddress(address: string | undefined): string {
    const index = Number(LOOPBACK.exec(address ?? '')?.[1] ?? 0) - 1;
    return this.names[index] ?? this.usual;
  }

  /** The place that the header names; undefined when it names none that there is. */
  ofHeader(value: string | string[] | undefined): string | undefined {
    if (value === undefined) return this.usual;
    return this.names.find((name) => name === value);
  }

  /** A short name for a place, as data centres have. */
  codeOf(place: string): string {
    return (this.#codes.get(place) ?? place).toUpperCase();
  }
}

/**
 * The source address from which a client of that region has to connect, for tests, handsets and drills.
 * @param host 1 to 254, for clients that would otherwise share one address
 */
export function addressAt(topology: Topology, region: string, host = 1): string {
  const index = topology.regions.findIndex(({ name }) => name === region);
  return `127.0.${index + 1}.${host}`;
}
