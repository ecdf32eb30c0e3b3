import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemClock } from '@tandem/core';
import { type ProcessExit, type Supervised, superviseProcess } from '@tandem/runtime';
import { connectDocuments, embeddedLayout } from '@tandem/stores';
import {
  activeRegion,
  DEFAULT_PORT_BASE,
  type LocalPorts,
  type Profile,
  portsFor,
  type Topology,
  topologyFor,
} from '@tandem/topology';
import { Fleet } from '../carrier/fleet.ts';
import { appletDocuments, spareApplets } from '../carrier/provisioning.ts';
import { type ControlServer, startControl } from './control.ts';
import { type Credentials, writeCredentials } from './credentials.ts';
import { requireFreePorts } from './free-ports.ts';
import { type Incident, IncidentLog } from './incidents.ts';
import {
  customerCredentials,
  ensureSecrets,
  type LocalSecrets,
  requireSecret,
} from './local-secrets.ts';
import { HOST, type ProcessPlan, planProcesses } from './plan.ts';
import { type ProcessStatus, RegionActions } from './region-actions.ts';
import { seedDocuments } from './seed.ts';

export interface UpOptions {
  readonly profile: Profile;
  readonly dataDir: string;
  readonly portBase?: number;
  readonly split?: boolean;
  /** The bundle that child processes start from; default: the script of this process. */
  readonly entry?: string;
  /** Extra environment of every child process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly onIncident?: (incident: Incident) => void;
}

export interface LocalSystem {
  readonly credentials: Credentials;
  readonly ports: LocalPorts;
  readonly dataDir: string;
  readonly regions: RegionActions;
  processes(): Promise<readonly ProcessStatus[]>;
  /** Drains every process within the topology's deadline, the path before what it stands on. */
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 20_000;

/**
 * Starts the whole system on this machine and resolves once every process is ready. Rejects with one
 * sentence (a port in use, a data directory that cannot be written, a process that would not start) after
 * stopping what had started.
 */
export async function startSystem(options: UpOptions): Promise<LocalSystem> {
  const dataDir = resolve(options.dataDir);
  const ports = portsFor(options.portBase ?? DEFAULT_PORT_BASE);
  const topology = topologyFor(options.profile);
  const secrets = ensureSecrets(dataDir);
  mkdirSync(join(dataDir, 'logs'), { recursive: true, mode: 0o700 });
  await requireFreePorts(ports, HOST);

  const incidents = new IncidentLog(systemClock.now, options.onIncident);
  const plans = planProcesses({
    topology,
    profile: options.profile,
    dataDir,
    ports,
    regions: [activeRegion(topology).name],
    split: options.split ?? false,
  });
  const running = new Map<ProcessPlan, Supervised>();
  const stop = (deadlineMs: number) => stopAll(running, deadlineMs);
  try {
    const children = launchAll(plans, running, { ...options, dataDir }, incidents);
    const seeded = children.documents.then(() => seed(dataDir, secrets));
    await Promise.all([...children.all, seeded]);
    const credentials = describe(secrets, ports);
    writeCredentials(dataDir, credentials);
    const regions = new RegionActions(running, incidents);
    const control = await startControl({
      host: HOST,
      port: ports.supervisor,
      token: credentials.operator.token,
      system: {
        dataDir,
        profile: options.profile,
        portBase: ports.edge.api,
        startedAt: systemClock.now(),
      },
      regions,
      incidents,
    });
    return assemble({ credentials, ports, dataDir, regions, control, topology, stop });
  } catch (error) {
    await stop(2_000);
    throw error;
  }
}

function launchAll(
  plans: readonly ProcessPlan[],
  running: Map<ProcessPlan, Supervised>,
  options: UpOptions,
  incidents: IncidentLog,
) {
  const start = (plan: ProcessPlan): Supervised => {
    const child = superviseProcess({
      name: plan.name,
      args: plan.args,
      env: { ...options.env, ...plan.env },
      ...(options.entry === undefined ? {} : { entry: options.entry }),
      // A region that was killed stays dead until somebody starts it; all else comes back by itself.
      restart: plan.region === undefined,
      readyTimeoutMs: READY_TIMEOUT_MS,
      logFile: join(options.dataDir, 'logs', `${plan.name.replaceAll(' ', '-')}.log`),
      onExit: (exit) => incidents.add(describeExit(exit)),
    });
    running.set(plan, child);
    return child;
  };
  const all = plans.map((plan) => start(plan).ready);
  const documents = [...running].find(([plan]) => plan.role === 'documents')?.[1].ready;
  return { all, documents: Promise.resolve(documents) };
}

function describeExit({ name, code, signal, expected, reason }: ProcessExit): string {
  const how = signal === null ? `exited with ${code}` : `was ended by ${signal}`;
  return `${name} ${how}${expected ? ', as asked' : ''}${reason === undefined ? '' : `: ${reason}`}`;
}

async function seed(dataDir: string, secrets: LocalSecrets): Promise<void> {
  const { socketPath } = embeddedLayout(dataDir).documents;
  const documents = connectDocuments({ socketPath });
  try {
    const fleet = fleetOf(secrets);
    const hashKey = Buffer.from(requireSecret(secrets, 'msisdn-hash-key'), 'hex');
    await seedDocuments(documents, appletDocuments(fleet, hashKey, systemClock.now()));
  } finally {
    await documents.close();
  }
}

function fleetOf(secrets: LocalSecrets): Fleet {
  return new Fleet({ masterKey: Buffer.from(requireSecret(secrets, 'applet-master-key'), 'hex') });
}

function describe(secrets: LocalSecrets, ports: LocalPorts): Credentials {
  const api = `http://${HOST}:${ports.edge.api}`;
  const hashKey = Buffer.from(requireSecret(secrets, 'msisdn-hash-key'), 'hex');
  return {
    url: api,
    applet: { host: HOST, port: ports.edge.applet },
    customer: customerCredentials(secrets),
    applets: spareApplets(fleetOf(secrets), hashKey),
    dashboard: { url: `${api}/dashboard`, token: requireSecret(secrets, 'dashboard-token') },
    operator: {
      url: `http://${HOST}:${ports.supervisor}`,
      token: requireSecret(secrets, 'operator-token'),
    },
  };
}

function assemble(parts: {
  credentials: Credentials;
  ports: LocalPorts;
  dataDir: string;
  regions: RegionActions;
  control: ControlServer;
  topology: Topology;
  stop: (deadlineMs: number) => Promise<void>;
}): LocalSystem {
  const { control, topology, stop, ...rest } = parts;
  return {
    ...rest,
    processes: () => parts.regions.processes(),
    stop: async () => {
      await control.close();
      await stop(topology.shutdown.drainDeadlineMs);
    },
  };
}

const STOP_ORDER = [['bank'], ['region'], ['carrier'], ['engine'], ['documents']];

async function stopAll(running: Map<ProcessPlan, Supervised>, deadlineMs: number): Promise<void> {
  for (const roles of STOP_ORDER) {
    const chosen = [...running].filter(([plan]) => roles.includes(plan.role));
    await Promise.all(chosen.map(([, child]) => child.stop(deadlineMs)));
  }
}
