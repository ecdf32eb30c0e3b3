import {
  DocumentFaultSchema,
  embeddedLayout,
  type GuardedWrite,
  RegionFaultSchema,
  startDocumentsEngine,
  startRegionEngine,
} from '@tandem/stores';
import { type Profile, topologyFor } from '@tandem/topology';
import { openHistory, type Recorder } from '../history/index.ts';
import { type EngineControlSettings, runEngine } from './engine-process.ts';

export interface EngineOptions {
  readonly dataDir: string;
  readonly profile: Profile;
  readonly control?: EngineControlSettings;
}

/** The process that stands where Atlas stands: outside both regions. */
export function runDocumentsEngine(
  options: EngineOptions & { readonly history?: string },
): Promise<void> {
  const { drainDeadlineMs } = topologyFor(options.profile).shutdown;
  return runEngine('documents', drainDeadlineMs, options.control, async (logger) => {
    const history = openHistory(options.history, logger);
    const engine = await startDocumentsEngine({
      ...embeddedLayout(options.dataDir).documents,
      ...(history && { onGuardedWrite: recordGuardedWrites(history.record) }),
    });
    return { engine, schema: DocumentFaultSchema, closed: async () => history?.close() };
  });
}

/** The process that stands where one region's Redis and Kafka stand. */
export function runRegionEngine(
  options: EngineOptions & { readonly region: string; readonly peers: readonly string[] },
): Promise<void> {
  const { shutdown, data } = topologyFor(options.profile);
  const layout = embeddedLayout(options.dataDir);
  return runEngine(options.region, shutdown.drainDeadlineMs, options.control, async () => {
    const engine = await startRegionEngine({
      ...layout.region(options.region),
      region: options.region,
      peers: options.peers.map((peer) => layout.region(peer).socketPath),
      replicationLagMs: data.redis.replicationLagMs,
    });
    return { engine, schema: RegionFaultSchema };
  });
}

/** Operations `guarded-write` of the process `documents`. */
export function recordGuardedWrites(record: Recorder): (write: GuardedWrite) => void {
  return ({ accepted, ...write }) =>
    record('documents', accepted ? 'ok' : 'fail', 'guarded-write', write);
}
