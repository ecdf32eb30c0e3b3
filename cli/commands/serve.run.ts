import { readServeConfig, serveRegion } from '@tandem/runtime';
import { topologyFor } from '@tandem/topology';
import { WORKLOADS } from '@tandem/workloads';

/** Runs the named workloads of one region until SIGTERM drains them. */
export async function serveWorkloads(
  flags: Readonly<Record<string, string | boolean | undefined>>,
): Promise<void> {
  const config = readServeConfig({ flags, environment: process.env });
  await serveRegion({ config, topology: topologyFor(config.profile), workloads: WORKLOADS });
}
