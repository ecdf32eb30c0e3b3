import { join } from 'node:path';
import { type LocalPorts, type Profile, type Topology, WORKLOAD_NAMES } from '@tandem/topology';
import { SMSC_SYSTEM_ID } from './local-secrets.ts';
import { hasOwnDocuments, hasOwnEngine, type SystemServices } from './services.ts';

export type ProcessRole = 'documents' | 'engine' | 'region' | 'carrier' | 'bank' | 'edge';

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
  /** Embedded engines run for the ports that no other service serves. */
  readonly services: SystemServices;
  readonly profile: Profile;
  readonly dataDir: string;
  readonly ports: LocalPorts;
  readonly portBase: number;
  /** One process per workload instead of one per region. */
  readonly split: boolean;
  readonly bank: boolean;
  readonly historyDir?: string | undefined;
  readonly seed?: number | undefined;
  readonly pace?: number | undefined;
  /** Where reports of drills are, for the dashboard to show. */
  readonly drillReports?: string | undefined;
}

export const HOST = '127.0.0.1';

type Flags = Readonly<Record<string, string | number | undefined>>;

/** Every process of the system: both regions of the topology, and what lies outside them. */
export function planProcesses(options: PlanOptions): ProcessPlan[] {
  const regions = options.topology.regions.map(({ name }) => name);
  return [
    ...(hasOwnDocuments(options.services) ? [documents(options)] : []),
    ...regions.flatMap((region, index) =>
      hasOwnEngine(options.services, region) ? [engineOf(region, index, regions, options)] : [],
    ),
    ...regions.flatMap((region, index) => workloadsOf(region, index, options)),
    carrier(options),
    ...(options.bank ? [bank(options)] : []),
    edge(options),
  ];
}

function documents(options: PlanOptions): ProcessPlan {
  return outside('documents', ['engine', 'documents'], options, {
    '--control-port': options.ports.documentsControl,
  });
}

function engineOf(
  region: string,
  index: number,
  regions: readonly string[],
  { dataDir, profile, ports }: PlanOptions,
): ProcessPlan {
  const peers = regions.filter((other) => other !== region).flatMap((other) => ['--peer', other]);
  const flags = {
    '--region': region,
    '--data': dataDir,
    '--profile': profile,
    '--control-port': ports.region(index).engineControl,
  };
  return {
    name: `engine ${region}`,
    role: 'engine',
    region,
    args: ['engine', 'region', ...peers, ...argsOf(flags)],
    env: {},
  };
}

function workloadsOf(region: string, index: number, options: PlanOptions): ProcessPlan[] {
  const ports = options.ports.region(index);
  const serve = (
    name: string,
    workloads: readonly string[],
    own: { readonly ops: number; readonly api: number },
  ): ProcessPlan => ({
    name,
    role: 'region',
    region,
    args: ['serve', '--region', region, '--workload', workloads.join(',')],
    env: {
      TANDEM_PROFILE: options.profile,
      TANDEM_DATA: options.dataDir,
      TANDEM_HOST: HOST,
      TANDEM_API_PORT: String(own.api),
      TANDEM_APPLET_PORT: String(ports.applet),
      TANDEM_OPS_PORT: String(own.ops),
      TANDEM_SMSC_PORT: String(options.ports.smsc),
      TANDEM_SMSC_SYSTEM_ID: SMSC_SYSTEM_ID,
      TANDEM_MNO_URL: `http://${HOST}:${options.ports.mnoApi}`,
      TANDEM_LOCAL_CONTROLS: controlList(options),
      ...(options.drillReports === undefined ? {} : { TANDEM_DRILL_REPORTS: options.drillReports }),
      TANDEM_LOG_LEVEL: process.env.TANDEM_LOG_LEVEL ?? 'info',
    },
  });
  if (!options.split) return [serve(region, WORKLOAD_NAMES, ports)];
  return WORKLOAD_NAMES.map((workload) =>
    serve(`${region} ${workload}`, [workload], {
      ops: ports.split[workload],
      api: workload === 'dashboard' ? ports.dashboard : ports.api,
    }),
  );
}

/** What the dashboard of a local system may ask and tell the processes around the regions. */
function controlList({ ports, bank: hasBank }: PlanOptions): string {
  const at = (name: string, port: number) => `${name}=http://${HOST}:${port}`;
  return [
    at('supervisor', ports.supervisor),
    at('edge', ports.edgeControl),
    at('carrier', ports.carrierControl),
    ...(hasBank ? [at('bank', ports.bank)] : []),
  ].join(',');
}

function carrier(options: PlanOptions): ProcessPlan {
  const { ports, seed, pace } = options;
  return outside('carrier', ['carrier'], options, {
    '--smsc-port': ports.smsc,
    '--mno-port': ports.mnoApi,
    '--control-port': ports.carrierControl,
    '--applet-port': ports.edge.applet,
    '--seed': seed,
    '--pace': pace,
  });
}

function bank(options: PlanOptions): ProcessPlan {
  const { ports, seed } = options;
  return outside('bank', ['bank'], options, {
    '--port': ports.bank,
    '--api-port': ports.edge.api,
    '--seed': seed,
  });
}

function edge(options: PlanOptions): ProcessPlan {
  const { portBase, seed, split } = options;
  const args = split ? ['edge', '--split'] : ['edge'];
  return outside('edge', args, options, {
    '--port-base': portBase,
    '--seed': seed,
  });
}

/** A process that no region's loss takes along, and that records what it sees. */
function outside(
  role: Exclude<ProcessRole, 'engine' | 'region'>,
  args: readonly string[],
  { dataDir, profile, historyDir }: PlanOptions,
  flags: Flags = {},
): ProcessPlan {
  const history = historyDir === undefined ? undefined : join(historyDir, `${role}.jsonl`);
  const common = { '--data': dataDir, '--profile': profile };
  return {
    name: role,
    role,
    args: [...args, ...argsOf({ ...common, ...flags, '--history': history })],
    env: {},
  };
}

function argsOf(flags: Flags): string[] {
  return Object.entries(flags).flatMap(([flag, value]) =>
    value === undefined ? [] : [flag, String(value)],
  );
}
