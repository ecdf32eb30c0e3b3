import type { WorkloadName } from './schema/topology.ts';
import { WORKLOADS } from './schema/workloads.ts';

/** Every port of the local system, on 127.0.0.1; `--port-base N` shifts all of them by N - 8080. */
const DEFAULTS = {
  api: 8080,
  applet: 9506,
  smsc: 2775,
  supervisor: 8100,
  bank: 8101,
  mnoApi: 8102,
  carrierControl: 8103,
  edgeControl: 8104,
  documentsControl: 8105,
  firstRegion: 8110,
  firstSplit: 8140,
} as const;

const PER_REGION = 10;
const MAX_REGIONS = (DEFAULTS.firstSplit - DEFAULTS.firstRegion) / PER_REGION;
const MAX_PORT = 65_535;

export const DEFAULT_PORT_BASE = DEFAULTS.api;
export const MIN_PORT_BASE = DEFAULTS.api - DEFAULTS.smsc + 1;
export const MAX_PORT_BASE = DEFAULTS.api + MAX_PORT - DEFAULTS.applet;

export interface RegionPorts {
  readonly api: number;
  readonly applet: number;
  /** Health and metrics of the region's one process. */
  readonly ops: number;
  /** Faults of the region's cache and events. */
  readonly engineControl: number;
  /** The dashboard's own listener, when it is a process of its own (`--split`). */
  readonly dashboard: number;
  /** Health and metrics of each workload when it is a process of its own (`--split`). */
  readonly split: Readonly<Record<WorkloadName, number>>;
}

export interface LocalPorts {
  /** Through the stand-ins of Cloudflare and the accelerator. */
  readonly edge: { readonly api: number; readonly applet: number };
  readonly smsc: number;
  readonly supervisor: number;
  readonly bank: number;
  readonly mnoApi: number;
  readonly carrierControl: number;
  readonly edgeControl: number;
  readonly documentsControl: number;
  /** Ports of the region at this index of `topology.regions`: 0 to 2. */
  region(index: number): RegionPorts;
}

/** Throws a RangeError naming the allowed bases when a shifted port would leave 1 to 65535. */
export function portsFor(portBase: number = DEFAULT_PORT_BASE): LocalPorts {
  if (!Number.isInteger(portBase) || portBase < MIN_PORT_BASE || portBase > MAX_PORT_BASE) {
    throw new RangeError(
      `port base ${portBase}: must be a whole number from ${MIN_PORT_BASE} to ${MAX_PORT_BASE}, ` +
        `as every port moves with it and must stay within 1 to ${MAX_PORT}`,
    );
  }
  const shifted = (port: number) => port + portBase - DEFAULT_PORT_BASE;
  return {
    edge: { api: shifted(DEFAULTS.api), applet: shifted(DEFAULTS.applet) },
    smsc: shifted(DEFAULTS.smsc),
    supervisor: shifted(DEFAULTS.supervisor),
    bank: shifted(DEFAULTS.bank),
    mnoApi: shifted(DEFAULTS.mnoApi),
    carrierControl: shifted(DEFAULTS.carrierControl),
    edgeControl: shifted(DEFAULTS.edgeControl),
    documentsControl: shifted(DEFAULTS.documentsControl),
    region: (index) => regionPorts(index, shifted),
  };
}

function regionPorts(index: number, shifted: (port: number) => number): RegionPorts {
  if (!Number.isInteger(index) || index < 0 || index >= MAX_REGIONS) {
    throw new RangeError(`region index ${index}: must be from 0 to ${MAX_REGIONS - 1}`);
  }
  const first = shifted(DEFAULTS.firstRegion + index * PER_REGION);
  const firstSplit = shifted(DEFAULTS.firstSplit + index * PER_REGION);
  const split = Object.fromEntries(WORKLOADS.map((name, offset) => [name, firstSplit + offset]));
  return {
    api: first,
    applet: first + 1,
    ops: first + 2,
    engineControl: first + 3,
    dashboard: first + 4,
    split: split as Record<WorkloadName, number>,
  };
}
