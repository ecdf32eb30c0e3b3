import { join } from 'node:path';
import { type Clock, FaultBoard, systemClock } from '@tandem/core';
import { Replica } from './cache/replica.ts';
import { ReplicationLink } from './cache/replication.ts';
import { CacheService, ReplicationService } from './cache/service.ts';
import { CacheStorage } from './cache/storage.ts';
import { closeDatabase, openDatabase } from './database.ts';
import { type Engine, engineOf } from './engine.ts';
import { Offsets } from './events/offsets.ts';
import { EventsService } from './events/service.ts';
import { Topics } from './events/topics.ts';
import type { RegionFault } from './region-faults.ts';
import { EngineServer } from './wire/engine-server.ts';
import { socketPathFor } from './wire/socket-path.ts';

export interface RegionEngineOptions {
  readonly dataDir: string;
  readonly region: string;
  readonly socketPath?: string;
  /** Socket paths of the other regions' engines, which get this replica's cache writes. */
  readonly peers?: readonly string[];
  /** Default 50 ms. */
  readonly replicationLagMs?: number;
  readonly clock?: Clock;
  /** Size of a file of the event log; retention deletes whole files. Default 16 MB. */
  readonly segmentBytes?: number;
  /** Recent events kept in memory. Default 16 MB. */
  readonly tailBytes?: number;
  /** A group member from which nothing came for this long is gone. Default 10 s. */
  readonly sessionTimeoutMs?: number;
  /** How long a member may take to finish a partition that another one shall have. Default 30 s. */
  readonly releaseTimeoutMs?: number;
}

export interface RegionEngine extends Engine {
  readonly faults: FaultBoard<RegionFault>;
}

const SWEEP_MS = 500;

/**
 * Starts the engine of one region's cache replica and event log, on one socket. Rejects with StoreError
 * `unavailable` and the reason when the directory is read-only, full, damaged or owned by another engine.
 */
export async function startRegionEngine(options: RegionEngineOptions): Promise<RegionEngine> {
  const clock = options.clock ?? systemClock;
  const { dataDir } = options;
  const offsetsFile = openDatabase({ path: join(dataDir, 'offsets.db'), synchronous: 'OFF' });
  const cacheFile = openDatabase({ path: join(dataDir, 'cache.db'), synchronous: 'OFF' });
  const usualLagMs = options.replicationLagMs ?? 50;
  const faults = new FaultBoard<RegionFault>(clock, undefined, ({ kind }) => {
    if (kind === 'events-stuck') events.deliver();
  });
  const isCut = () => faults.find('cache-partition') !== undefined;

  const storage = new CacheStorage(cacheFile);
  const links: ReplicationLink[] = [];
  const replica = new Replica({
    // Each life of a replica counts for itself, so that what it forgot when killed is not subtracted.
    name: `${options.region}/${clock.now().toString(36)}`,
    clock,
    onChange(key, entry, origin) {
      storage.changed(key, entry);
      if (origin === 'local') for (const link of links) link.changed(key, entry);
    },
    onExpired: (key) => storage.changed(key, undefined),
  });
  for (const [key, entry] of storage.load()) replica.restore(key, entry);

  const offsets = new Offsets(offsetsFile);
  const events = new EventsService({
    dir: join(dataDir, 'events'),
    clock,
    topics: new Topics(offsetsFile),
    offsets,
    segmentBytes: options.segmentBytes ?? 16 * 1024 * 1024,
    tailBytes: options.tailBytes ?? 16 * 1024 * 1024,
    sessionTimeoutMs: options.sessionTimeoutMs ?? 10_000,
    releaseTimeoutMs: options.releaseTimeoutMs ?? 30_000,
    isStuck: () => faults.find('events-stuck') !== undefined,
  });

  const server = await EngineServer.listen({
    socketPath: options.socketPath ?? socketPathFor(dataDir, 'region'),
    services: {
      cache: new CacheService(replica),
      replication: new ReplicationService(replica, isCut),
      events,
    },
  });
  for (const socketPath of options.peers ?? []) {
    const lagMs = () => faults.find('cache-lag')?.lagMs ?? usualLagMs;
    const entries = () => replica.entries;
    links.push(new ReplicationLink({ entries, lagMs, socketPath, clock, isCut }));
  }
  const housekeeping = setInterval(() => {
    replica.sweep();
    events.keepHouse();
  }, SWEEP_MS);
  const engine = engineOf(server.socketPath, async () => {
    clearInterval(housekeeping);
    for (const link of links) link.close();
    await server.close();
    storage.close();
    offsets.close();
    events.close();
    closeDatabase(cacheFile);
    closeDatabase(offsetsFile);
  });
  return { ...engine, faults };
}
