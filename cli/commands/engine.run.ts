import { createLogger, runProcess } from '@tandem/runtime';
import { embeddedLayout, startDocumentsEngine, startRegionEngine } from '@tandem/stores';
import { type Profile, topologyFor } from '@tandem/topology';

interface EngineOptions {
  readonly data: string;
  readonly profile: Profile;
}

/** The process that stands where Atlas stands: outside both regions. */
export async function documentsEngine({ data, profile }: EngineOptions): Promise<void> {
  await runProcess({
    logger: createLogger({ level: 'info', bindings: { engine: 'documents' } }),
    drainDeadlineMs: topologyFor(profile).shutdown.drainDeadlineMs,
    start: async () => {
      const engine = await startDocumentsEngine(embeddedLayout(data).documents);
      return { ports: {}, drain: () => engine.close() };
    },
  });
}

/** The process that stands where one region's Redis and Kafka stand. */
export async function regionEngine(
  options: EngineOptions & { readonly region: string; readonly peer: readonly string[] },
): Promise<void> {
  const topology = topologyFor(options.profile);
  const layout = embeddedLayout(options.data);
  await runProcess({
    logger: createLogger({ level: 'info', bindings: { engine: options.region } }),
    drainDeadlineMs: topology.shutdown.drainDeadlineMs,
    start: async () => {
      const engine = await startRegionEngine({
        ...layout.region(options.region),
        region: options.region,
        peers: options.peer.map((peer) => layout.region(peer).socketPath),
        replicationLagMs: topology.data.redis.replicationLagMs,
      });
      return { ports: {}, drain: () => engine.close() };
    },
  });
}
