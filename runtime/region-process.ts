import type { Clock } from '@tandem/core';
import { systemClock } from '@tandem/core';
import type { Topology, WorkloadName } from '@tandem/topology';
import type { Registry } from 'prom-client';
import type { ServeConfig } from './config/serve-config.ts';
import { type HealthProbe, RegionHealth } from './health/region-health.ts';
import type { Logger } from './logging/logger.ts';
import { createMetrics, gauge } from './metrics.ts';
import { type OpsServer, startOpsServer } from './ops-server.ts';
import type { Running } from './process/lifecycle.ts';
import { StartupError } from './process/startup-error.ts';
import type { Stores, Workload, WorkloadFactory } from './workload.ts';

export interface RegionOptions {
  readonly config: ServeConfig;
  readonly topology: Topology;
  readonly workloads: Readonly<Record<WorkloadName, WorkloadFactory>>;
  /** Which of them to run; default: those of the configuration. */
  readonly names?: readonly WorkloadName[];
  readonly connect: (config: ServeConfig, topology: Topology) => Promise<Stores>;
  readonly logger: Logger;
  readonly clock?: Clock;
}

export interface RegionProcess extends Running {
  readonly health: RegionHealth;
  readonly metrics: Registry;
}

/** Drained group after group: first the listeners, then what works, last what records. */
const GROUPS: readonly (readonly WorkloadName[])[] = [
  ['api', 'dashboard'],
  ['sim', 'sms', 'mno', 'timer', 'scheduled-jobs'],
  ['audit'],
];
/** A start is called done after this time even when the region cannot serve yet. */
const FIRST_UP_PATIENCE_MS = 10_000;
const START_ORDER: readonly WorkloadName[] = GROUPS.flat().reverse();

/** Starts the workloads of one region in this process. Rejects when any of them cannot start. */
export async function startRegion(options: RegionOptions): Promise<RegionProcess> {
  const { config, topology, logger, clock = systemClock, names = config.workloads } = options;
  const region = config.region;
  if (!topology.regions.some((candidate) => candidate.name === region)) {
    const allowed = topology.regions.map((candidate) => candidate.name).join(', ');
    throw new StartupError(`--region ${region} is not a region of the topology: ${allowed}`);
  }
  const metrics = createMetrics({ region });
  const stores = await options.connect(config, topology);
  const workloads: Workload[] = [];
  const health = new RegionHealth(
    [...storeProbes(stores), ...names.map((name) => workloadProbe(name, workloads, topology))],
    {
      clock,
      rule: topology.health,
      everyMs: topology.health.checkEveryMs,
      timeoutMs: topology.health.dependencyTimeoutMs,
    },
  );
  health.onChange(({ up, reasons }) => logger.info({ up, reasons }, 'health changed'));
  exposeHealth(metrics, health);
  for (const name of START_ORDER.filter((candidate) => names.includes(candidate))) {
    workloads.push(
      options.workloads[name]({
        ...stores,
        region,
        topology,
        clock,
        logger: logger.child({ workload: name }),
        metrics,
        config,
        regionHealth: health,
      }),
    );
  }
  const ops = await startOpsServer({ host: config.host, port: config.opsPort, health, metrics });
  for (const workload of workloads) {
    await workload.start();
    logger.debug({ workload: workload.name }, 'workload started');
  }
  health.start();
  const { up, reasons } = await health.firstUp(FIRST_UP_PATIENCE_MS);
  if (!up) logger.warn({ reasons }, 'started, but not able to serve yet');
  return {
    health,
    metrics,
    ports: portsOf(workloads, ops),
    async drain(deadlineMs) {
      await drainAll(workloads, health, clock, deadlineMs);
      health.stop();
      await ops.close();
      await closeStores(stores);
    },
  };
}

function storeProbes(stores: Stores): HealthProbe[] {
  return [
    { name: 'documents', essential: true, check: () => stores.documents.ping() },
    { name: 'events', essential: true, check: () => stores.events.ping() },
    // A mailbox and a hint: without it everything is read from documents, slower but right.
    { name: 'cache', essential: false, check: () => stores.cache.ping() },
  ];
}

function workloadProbe(
  name: WorkloadName,
  workloads: readonly Workload[],
  topology: Topology,
): HealthProbe {
  return {
    name,
    essential: topology.workloads[name].priority === 'path',
    async check() {
      const report = workloads.find((workload) => workload.name === name)?.health();
      if (!report?.ready) throw new Error(report?.detail ?? 'not ready');
    },
  };
}

function exposeHealth(metrics: Registry, health: RegionHealth): void {
  gauge(metrics, {
    name: 'tandem_health_up',
    help: '1 while this process says UP.',
    collect: (metric) => metric.set(health.report().up ? 1 : 0),
  });
  gauge(metrics, {
    name: 'tandem_health_probe_up',
    help: '1 while the store or the workload answers.',
    labelNames: ['probe'],
    collect: (metric) => {
      for (const { name, up } of health.probes()) metric.set({ probe: name }, up ? 1 : 0);
    },
  });
}

function portsOf(workloads: readonly Workload[], ops: OpsServer): Record<string, number> {
  return Object.assign({ ops: ops.port }, ...workloads.map((workload) => workload.ports?.()));
}

async function drainAll(
  workloads: readonly Workload[],
  health: RegionHealth,
  clock: Clock,
  deadlineMs: number,
): Promise<void> {
  health.drain();
  const until = clock.monotonic() + deadlineMs;
  for (const group of GROUPS) {
    const left = Math.max(0, until - clock.monotonic());
    const members = workloads.filter((workload) => group.includes(workload.name));
    await Promise.all(members.map((workload) => workload.drain(left)));
  }
}

async function closeStores({ events, cache, documents, secrets }: Stores): Promise<void> {
  await Promise.all([events.close(), cache.close(), secrets.close()]);
  await documents.close();
}
