import type { Topology, WorkloadName } from '@tandem/topology';
import type { ServeConfig } from './config/serve-config.ts';
import { createLogger } from './logging/logger.ts';
import { ensureDataDir } from './process/data-dir.ts';
import { runProcess } from './process/lifecycle.ts';
import { startRegion } from './region-process.ts';
import { connectStores } from './stores/connect.ts';
import type { Stores, WorkloadFactory } from './workload.ts';

export interface ServeOptions {
  readonly config: ServeConfig;
  readonly topology: Topology;
  readonly workloads: Readonly<Record<WorkloadName, WorkloadFactory>>;
  readonly names?: readonly WorkloadName[];
  /** Connects the data services; default: those that the configuration names. */
  readonly stores?: (config: ServeConfig, topology: Topology) => Promise<Stores>;
}

/**
 * The whole life of `tandem serve`: resolves once ready; the process then ends by signal (exit 0 when
 * drained, 1 otherwise). A failed start prints one line and exits 1.
 */
export async function serveRegion(options: ServeOptions): Promise<void> {
  const { config, topology, stores: connect = connectStores, ...rest } = options;
  const logger = createLogger({ level: config.logLevel, bindings: { region: config.region } });
  await runProcess({
    logger,
    drainDeadlineMs: topology.shutdown.drainDeadlineMs,
    start: async () => {
      ensureDataDir(config.dataDir);
      const region = await startRegion({ ...rest, config, topology, connect, logger });
      logger.info({ ports: region.ports, workloads: config.workloads }, 'ready');
      return region;
    },
  });
}
