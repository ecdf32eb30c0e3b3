import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemClock } from '@tandem/core';
import type { Documents } from '@tandem/stores';
import {
  DEFAULT_PORT_BASE,
  type LocalPorts,
  type Profile,
  portsFor,
  type Topology,
  topologyFor,
} from '@tandem/topology';
import { mintSignIn, SESSION_KEY } from '@tandem/workloads';
import { appletDocuments } from '../carrier/provisioning.ts';
import { HistoryFile } from '../history/index.ts';
import { startControl } from './control.ts';
import { type Credentials, writeCredentials } from './credentials.ts';
import { DrillRuns } from './drill-runs.ts';
import { type Controls, controlsOf, credentialsOf, fleetOf } from './endpoints.ts';
import { requireFreePorts } from './free-ports.ts';
import { IncidentLog } from './incidents.ts';
import { type LaunchOptions, launch, type Processes, stopAll } from './launch.ts';
import { ensureSecrets, type LocalSecrets, requireSecret } from './local-secrets.ts';
import type { UpOptions } from './options.ts';
import { HOST, type ProcessPlan, planProcesses } from './plan.ts';
import { ProcessLog } from './process-log.ts';
import { type ProcessStatus, RegionActions } from './region-actions.ts';
import { seedDocuments } from './seed.ts';
import {
  connectSystemDocuments,
  hasOwnDocuments,
  type SystemServices,
  servicesOf,
} from './services.ts';
import { requireUnusedData } from './unused-data.ts';

export interface LocalSystem {
  readonly credentials: Credentials;
  readonly controls: Controls;
  readonly ports: LocalPorts;
  readonly dataDir: string;
  readonly profile: Profile;
  readonly topology: Topology;
  readonly regions: RegionActions;
  /** What serves the ports of the stores. */
  readonly services: SystemServices;
  /** Connects to the documents as one who is in no region; `client` says who. */
  documents(client: string): Promise<Documents>;
  /** The address of the dashboard that signs one person in, once. */
  signInUrl(role: 'viewer' | 'support' | 'operator'): Promise<string>;
  processes(): Promise<readonly ProcessStatus[]>;
  /** Drains every process within the topology's deadline, the path before what it stands on; once. */
  stop(): Promise<void>;
}

const GIVE_UP_MS = 2_000;
/** A server that has just started, beside everything else that does, answers its first client late. */
const SEED_PATIENCE_MS = 60_000;

/**
 * Starts the whole system on this machine, both regions and what lies outside them, and resolves once every
 * process is ready. Rejects with one sentence (a port in use, a data directory that cannot be written or
 * that another system uses, a process that would not start) after stopping what had started.
 */
export async function startSystem(options: UpOptions): Promise<LocalSystem> {
  const { profile, portBase = DEFAULT_PORT_BASE, split = false, bank = true } = options;
  const dataDir = resolve(options.dataDir);
  const ports = portsFor(portBase);
  const topology = topologyFor(profile);
  const environment = { ...process.env, ...options.env };
  const services = servicesOf(topology, environment);
  const connect = (client: string, retryForMs?: number) =>
    connectSystemDocuments({
      topology,
      dataDir,
      environment,
      client,
      ...(retryForMs === undefined ? {} : { retryForMs }),
    });
  if (hasOwnDocuments(services)) await requireUnusedData(dataDir);
  const secrets = ensureSecrets(dataDir);
  mkdirSync(join(dataDir, 'logs'), { recursive: true, mode: 0o700 });
  await requireFreePorts(ports, HOST, { topology, split });

  const incidents = new IncidentLog(systemClock.now, options.onIncident);
  const history = openHistory(options, incidents);
  const log = new ProcessLog({
    now: systemClock.now,
    incidents,
    record: history?.record,
    listener: options.onProcess,
  });
  const running: Processes = new Map();
  const regions = new RegionActions({ running, topology, incidents, log });
  const controls = controlsOf({ secrets, ports, topology, services, bank, environment });
  const credentials = credentialsOf(secrets, ports);
  const drills = drillRuns(options, dataDir);
  const end = async (deadlineMs: number) => {
    await drills.end();
    regions.end();
    await stopAll(running, deadlineMs);
    await history?.close();
  };
  try {
    const drillReports = options.drills?.reports;
    const system = { topology, services, dataDir, ports, portBase, split, bank, drillReports };
    const common = { ...options, ...system };
    const plans = planProcesses(common).map(options.replan ?? ((plan) => plan));
    await launchAll(plans, running, { ...options, dataDir, incidents, log }, () =>
      seed(() => connect('provisioning', SEED_PATIENCE_MS), secrets),
    );
    writeCredentials(dataDir, credentials);
    const control = await startControl({
      host: HOST,
      port: ports.supervisor,
      token: credentials.operator.token,
      system: { dataDir, profile, portBase, startedAt: systemClock.now() },
      edge: controls.edge,
      regions,
      incidents,
      drills,
    });
    return {
      credentials,
      controls,
      ports,
      dataDir,
      profile,
      topology,
      regions,
      services,
      documents: connect,
      signInUrl: async (role) => {
        const token = await mintSignIn(requireSecret(secrets, SESSION_KEY), systemClock, role);
        return `${credentials.dashboard.url}/#token=${token}`;
      },
      processes: () => regions.processes(),
      stop: once(async () => {
        await control.close();
        await end(topology.shutdown.drainDeadlineMs);
      }),
    };
  } catch (error) {
    await end(GIVE_UP_MS);
    throw error;
  }
}

function drillRuns({ drills, entry }: UpOptions, dataDir: string): DrillRuns {
  return new DrillRuns({
    entry: entry ?? process.argv[1] ?? '',
    reports: drills?.reports ?? join(dataDir, 'drill-reports'),
    logsDir: join(dataDir, 'logs'),
    catalogue: drills?.catalogue ?? [],
    now: systemClock.now,
  });
}

/** However often it is asked for. */
function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= run();
    return done;
  };
}

/** Everything at once, but the edge last: its first checks shall find regions that are ready. */
async function launchAll(
  plans: readonly ProcessPlan[],
  running: Processes,
  options: LaunchOptions,
  seed: () => Promise<void>,
): Promise<void> {
  const start = (plan: ProcessPlan) => ({ plan, child: launch(plan, running, options) });
  const inFront = plans.filter(({ role }) => role === 'edge');
  const behind = plans.filter(({ role }) => role !== 'edge').map(start);
  const documents = behind.find(({ plan }) => plan.role === 'documents');
  const seeded = documents ? documents.child.ready.then(seed) : seed();
  await Promise.all([seeded, ...behind.map(({ child }) => child.ready)]);
  await Promise.all(inFront.map((plan) => start(plan).child.ready));
}

async function seed(connect: () => Promise<Documents>, secrets: LocalSecrets): Promise<void> {
  const documents = await connect();
  try {
    const hashKey = Buffer.from(requireSecret(secrets, 'msisdn-hash-key'), 'hex');
    await seedDocuments(documents, appletDocuments(fleetOf(secrets), hashKey, systemClock.now()));
  } finally {
    await documents.close();
  }
}

function openHistory({ historyDir }: UpOptions, incidents: IncidentLog): HistoryFile | undefined {
  if (historyDir === undefined) return undefined;
  return HistoryFile.open({
    path: join(historyDir, 'supervisor.jsonl'),
    onProblem: ({ message }) => incidents.add(`the history cannot be written: ${message}`),
  });
}
