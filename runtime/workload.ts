import type { Clock } from '@tandem/core';
import type { Cache, Documents, Events, Secrets } from '@tandem/stores';
import type { Topology, WorkloadName } from '@tandem/topology';
import type { Registry } from 'prom-client';
import type { ServeConfig } from './config/serve-config.ts';
import type { HealthView } from './health/region-health.ts';
import type { Logger } from './logging/logger.ts';
import type { RegionsView } from './regions/membership.ts';
import type { Archives } from './stores/archives.ts';

/** The data services of one region process, connected. */
export interface Stores {
  readonly documents: Documents;
  readonly cache: Cache;
  readonly events: Events;
  readonly secrets: Secrets;
  readonly archive: Archives;
}

/** What a workload is given. Workloads of one process share the stores, the registry and the clock. */
export interface WorkloadContext extends Stores {
  readonly region: string;
  readonly topology: Topology;
  readonly clock: Clock;
  /** A child logger that carries region and workload; numbers and tokens cannot pass it. */
  readonly logger: Logger;
  /** Names are `tandem_<workload>_<what>_<unit>`; make them with `counter`, `gauge`, `histogram`. */
  readonly metrics: Registry;
  readonly config: ServeConfig;
  /** Whether this process may be given work now; what GET /health answers. */
  readonly regionHealth: HealthView;
  /** How this region and the others stand, and what happened to them. */
  readonly regions: RegionsView;
}

export interface HealthReport {
  /** `false` takes the region DOWN when the workload is essential to the path. */
  readonly ready: boolean;
  /** Why not, in a few words; shown in the body of /health, so never a person, key or address. */
  readonly detail?: string;
  /** Figures for operators, such as how many binds are up. */
  readonly facts?: Readonly<Record<string, number>>;
}

export interface Workload {
  readonly name: WorkloadName;
  /** Resolves when it is able to work. Rejects with one clear sentence when it never will be. */
  start(): Promise<void>;
  /** Cheap and synchronous: asked several times a second. */
  health(): HealthReport;
  /** Stops taking new work and finishes what is under way, within `deadlineMs`. */
  drain(deadlineMs: number): Promise<void>;
  /** The ports it listens on once started, by name (`api`, `applet`); for the `ready` message. */
  ports?(): Readonly<Record<string, number>>;
}

export type WorkloadFactory = (context: WorkloadContext) => Workload;
