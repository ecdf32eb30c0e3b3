import { type LocalPorts, type Profile, type Topology, WORKLOAD_NAMES } from '@tandem/topology';
import { SMSC_SYSTEM_ID } from './local-secrets.ts';

export type ProcessRole = 'documents' | 'engine' | 'region' | 'carrier' | 'bank';

/** One operating-system process of the local system: `tandem <args>`. */
export interface ProcessPlan {
  readonly name: string;
  readonly role: ProcessRole;
  /** The region whose loss takes the process with it; none for what lies outside both regions. */
  readonly region?: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface PlanOptions {
  readonly topology: Topology;
  readonly profile: Profile;
  readonly dataDir: string;
  readonly ports: LocalPorts;
  /** Regions to run, by name, as in the topology. */
  readonly regions: readonly string[];
  /** One process per workload instead of one per region. */
  readonly split: boolean;
}

export const HOST = '127.0.0.1';

/** Every process of the system, in the order in which they are started. */
export function planProcesses(options: PlanOptions): ProcessPlan[] {
  const { dataDir, profile } = options;
  const common = ['--data', dataDir, '--profile', profile];
  return [
    { name: 'documents', role: 'documents', args: ['engine', 'documents', ...common], env: {} },
    ...options.regions.map((region) => engineOf(region, options, common)),
    ...options.regions.flatMap((region) => workloadsOf(region, options)),
    carrier(options, common),
    bank(options, common),
  ];
}

function engineOf(
  region: string,
  { regions }: PlanOptions,
  common: readonly string[],
): ProcessPlan {
  const peers = regions.filter((other) => other !== region).flatMap((other) => ['--peer', other]);
  return {
    name: `engine ${region}`,
    role: 'engine',
    region,
    args: ['engine', 'region', '--region', region, ...peers, ...common],
    env: {},
  };
}

function workloadsOf(region: string, options: PlanOptions): ProcessPlan[] {
  const index = options.topology.regions.findIndex((candidate) => candidate.name === region);
  const { edge, region: portsOfRegion } = options.ports;
  const { ops, split } = portsOfRegion(index);
  const env = (opsPort: number) => ({
    TANDEM_PROFILE: options.profile,
    TANDEM_DATA: options.dataDir,
    TANDEM_HOST: HOST,
    TANDEM_API_PORT: String(edge.api),
    TANDEM_APPLET_PORT: String(edge.applet),
    TANDEM_OPS_PORT: String(opsPort),
    TANDEM_SMSC_PORT: String(options.ports.smsc),
    TANDEM_SMSC_SYSTEM_ID: SMSC_SYSTEM_ID,
    TANDEM_MNO_URL: `http://${HOST}:${options.ports.mnoApi}`,
    TANDEM_LOG_LEVEL: process.env.TANDEM_LOG_LEVEL ?? 'info',
  });
  const serve = (name: string, workloads: readonly string[], opsPort: number): ProcessPlan => ({
    name,
    role: 'region',
    region,
    args: ['serve', '--region', region, '--workload', workloads.join(',')],
    env: env(opsPort),
  });
  if (!options.split) return [serve(region, WORKLOAD_NAMES, ops)];
  return WORKLOAD_NAMES.map((workload) =>
    serve(`${region} ${workload}`, [workload], split[workload]),
  );
}

function carrier({ ports }: PlanOptions, common: readonly string[]): ProcessPlan {
  const flags = {
    '--smsc-port': ports.smsc,
    '--mno-port': ports.mnoApi,
    '--control-port': ports.carrierControl,
    '--applet-port': ports.edge.applet,
  };
  return {
    name: 'carrier',
    role: 'carrier',
    args: ['carrier', ...common, ...argsOf(flags)],
    env: {},
  };
}

function bank({ ports }: PlanOptions, common: readonly string[]): ProcessPlan {
  const flags = { '--port': ports.bank, '--api-port': ports.edge.api };
  return { name: 'bank', role: 'bank', args: ['bank', ...common, ...argsOf(flags)], env: {} };
}

function argsOf(flags: Readonly<Record<string, number>>): string[] {
  return Object.entries(flags).flatMap(([flag, value]) => [flag, String(value)]);
}
