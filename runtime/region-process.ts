import { type Clock, delay } from '@tandem/core';
import type { Topology, WorkloadName } from '@tandem/topology';
import type { Registry } from 'prom-client';
import { DocumentsClock } from './clock/documents-clock.ts';
import { processClock } from './clock/process-clock.ts';
import type { ServeConfig } from './config/serve-config.ts';
import { RegionHealth } from './health/region-health.ts';
import type { Logger } from './logging/logger.ts';
import { createMetrics, gauge } from './metrics.ts';
import { type OpsServer, startOpsServer } from './ops-server.ts';
import { storeProbes, workloadProbe } from './probes.ts';
import type { Running } from './process/lifecycle.ts';
import { StartupError } from './process/startup-error.ts';
import { exposeRegions } from './regions/expose.ts';
import { Membership } from './regions/membership.ts';
import { withAges } from './secret-ages.ts';
import { prepareDocuments } from './stores/prepare.ts';
import type { Stores, Workload, WorkloadFactory } from './workload.ts';

export interface RegionOptions {
  readonly config: ServeConfig;
  readonly topology: Topology;
  readonly workloads: Readonly<Record<WorkloadName, WorkloadFactory>>;
  /** Which of them to run; default: those of the configuration. */
  readonly names?: readonly WorkloadName[];
  readonly connect: (config: ServeConfig, topology: Topology, logger: Logger) => Promise<Stores>;
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
/** Others notice the silence of a process that cannot say goodbye in this time. */
const GOODBYE_MS = 500;
/** The first say why; the rest mostly follows from them. */
const REASONS_KEPT = 3;
const START_ORDER: readonly WorkloadName[] = GROUPS.flat().reverse();

/** Starts the workloads of one region in this process. Rejects when any of them cannot start. */
export async function startRegion(options: RegionOptions): Promise<RegionProcess> {
  const {
    config,
    topology,
    logger,
    clock: machineClock = processClock,
    names = config.workloads,
  } = options;
  const region = config.region;
  if (!topology.regions.some((candidate) => candidate.name === region)) {
    const allowed = topology.regions.map((candidate) => candidate.name).join(', ');
    throw new StartupError(`--region ${region} is not a region of the topology: ${allowed}`);
  }
  const metrics = createMetrics({ region });
  const connected = await options.connect(config, topology, logger);
  const stores = { ...connected, secrets: withAges(connected.secrets, metrics) };
  const clock = await sharedClock(stores, machineClock);
  const workloads: Workload[] = [];
  const membership = new Membership({
    stores,
    clock,
    region,
    topology,
    names,
    workloads,
    health: () => health,
    skewMs: () => clock.skewMs,
    logger,
    metrics,
  });
  const { history } = membership;
  const health = new RegionHealth(
    [
      ...storeProbes({ stores, clock, sharedTime: clock }),
      ...names.map((name) => workloadProbe(name, workloads, topology)),
    ],
    {
      clock,
      rule: topology.health,
      everyMs: topology.health.checkEveryMs,
      timeoutMs: topology.health.dependencyTimeoutMs,
      awayAfterMs: topology.lease.durationMs,
      patienceMs: FIRST_UP_PATIENCE_MS,
      standing: () => membership.standing(),
      onAway: (ms) => {
        logger.warn({ ms }, 'this process was not running');
        history.record({ event: 'was-away', detail: `${(ms / 1_000).toFixed(1)} s` });
        membership.board.kick();
      },
    },
  );
  health.onChange(({ up, reasons }) => {
    logger.info({ up, reasons }, 'health changed');
    // One process of the region says it: the one whose /health the edge asks.
    if (names.includes('api')) history.record({ event: up ? 'up' : 'down', ...detailOf(reasons) });
    membership.board.kick();
  });
  exposeHealth(metrics, health, clock);
  const peers = topology.regions.map(({ name }) => name).filter((name) => name !== region);
  exposeRegions(metrics, membership, peers);
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
        regions: membership,
      }),
    );
  }
  const ops = await startOpsServer({ host: config.host, port: config.opsPort, health, metrics });
  await prepareDocuments(stores.documents, (err) =>
    logger.warn({ err }, 'waiting for the indexes of documents'),
  );
  for (const workload of workloads) {
    await workload.start();
    logger.debug({ workload: workload.name }, 'workload started');
  }
  health.start();
  membership.board.start();
  const { up, reasons } = await health.firstUp(FIRST_UP_PATIENCE_MS);
  if (!up) logger.warn({ reasons }, 'started, but not able to serve yet');
  return {
    health,
    metrics,
    ports: portsOf(workloads, ops),
    async drain(deadlineMs) {
      await drainAll(workloads, health, clock, deadlineMs);
      health.stop();
      await deadline(clock, GOODBYE_MS, membership.stop());
      await ops.close();
      await closeStores(stores);
    },
  };
}

/** Deadlines of one region are read by the other: both live by the time of documents from the start. */
async function sharedClock({ documents }: Stores, machine: Clock): Promise<DocumentsClock> {
  const clock = new DocumentsClock(machine);
  const sentAt = clock.monotonic();
  const { time } = await documents.reach();
  clock.learn({ time, sentAt, answeredAt: clock.monotonic() });
  return clock;
}

function detailOf(reasons: readonly string[]): { readonly detail?: string } {
  if (reasons.length === 0) return {};
  const shown = reasons.slice(0, REASONS_KEPT).join('; ');
  return { detail: `${shown}${reasons.length > REASONS_KEPT ? '; …' : ''}` };
}

function exposeHealth(metrics: Registry, health: RegionHealth, clock: DocumentsClock): void {
  gauge(metrics, {
    name: 'tandem_clock_skew_seconds',
    help: "By how much this machine's wall clock is ahead of documents; nothing is decided by it.",
    collect: (metric) => metric.set(clock.skewMs / 1_000),
  });
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

/** Waits for `work`, but no longer than `ms`. */
function deadline(clock: Clock, ms: number, work: Promise<unknown>): Promise<unknown> {
  return Promise.race([work, delay(clock, ms)]);
}

async function closeStores({ events, cache, documents, secrets, archive }: Stores): Promise<void> {
  await Promise.all([events.close(), cache.close(), secrets.close(), archive.close()]);
  await documents.close();
}
