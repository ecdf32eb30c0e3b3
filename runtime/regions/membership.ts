import { hostname } from 'node:os';
import type { Clock } from '@tandem/core';
import { type Topology, WORKLOAD_NAMES, type WorkloadName } from '@tandem/topology';
import type { RegionHealth } from '../health/region-health.ts';
import type { Logger } from '../logging/logger.ts';
import type { Registry } from '../metrics.ts';
import type { Stores, Workload } from '../workload.ts';
import { type Described, RegionBoard, type Standing } from './board.ts';
import { readFigures } from './figures.ts';
import { RegionHistory } from './history.ts';
import type { Lag } from './records.ts';
import type { Roll } from './roll.ts';

/** What workloads see of the regions. */
export interface RegionsView {
  /** As of the last look; undefined before the first. */
  standing(): Standing | undefined;
  roll(): Roll;
  readonly history: Pick<RegionHistory, 'record'>;
}

export interface MembershipOptions {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly region: string;
  readonly topology: Topology;
  readonly names: readonly WorkloadName[];
  readonly workloads: readonly Workload[];
  readonly health: () => RegionHealth;
  readonly skewMs: () => number;
  readonly logger: Logger;
  readonly metrics: Registry;
}

/** An operator who looks every second sees something new. */
const MAX_ROUND_MS = 1_000;

/** This process as a member of its region: says how it is, and sees how the others are. */
export class Membership implements RegionsView {
  readonly board: RegionBoard;
  readonly history: RegionHistory;
  readonly #options: MembershipOptions;
  #unheard = false;
  #lagsSeen: ReadonlyMap<WorkloadName, readonly Lag[]> = new Map();

  constructor(options: MembershipOptions) {
    const { stores, clock, region, topology, names, logger } = options;
    this.#options = options;
    this.history = new RegionHistory({ documents: stores.documents, clock, region });
    this.board = new RegionBoard({
      documents: stores.documents,
      clock,
      region,
      regions: topology.regions.map(({ name }) => name),
      instance: `${hostname()}-${process.pid}`,
      workloads: names,
      wanted: WORKLOAD_NAMES.filter((name) => topology.workloads[name].priority === 'path'),
      everyMs: Math.min(topology.lease.renewEveryMs, MAX_ROUND_MS),
      describe: () => this.#describe(),
      onRound: () => {
        this.#unheard = false;
        options.health().reconsider();
      },
      onError: (error) => {
        if (!this.#unheard) logger.warn({ err: error }, 'the other regions cannot be looked at');
        this.#unheard = true;
      },
    });
  }

  standing(): Standing | undefined {
    return this.board.standing;
  }

  roll(): Roll {
    return this.board.roll;
  }

  /** How far each consumer group of this process is behind, as of the last round. */
  get lags(): ReadonlyMap<WorkloadName, readonly Lag[]> {
    return this.#lagsSeen;
  }

  async stop(): Promise<void> {
    await Promise.all([this.board.stop(), this.history.flush()]);
  }

  async #describe(): Promise<Described> {
    const { health, workloads, skewMs } = this.#options;
    const { up, reasons } = health().report();
    const reports = workloads.map((workload) => ({ name: workload.name, ...workload.health() }));
    return {
      ready: reports.filter(({ ready }) => ready).map(({ name }) => name),
      able: health().able,
      up,
      reasons,
      skewMs: Math.round(skewMs()),
      facts: Object.assign({}, ...reports.map(({ facts }) => facts)),
      figures: await readFigures(this.#options.metrics),
      lags: await this.#lags(),
    };
  }

  /** Consumer groups have the names of their workloads. */
  async #lags(): Promise<Described['lags']> {
    const { names, stores, topology } = this.#options;
    const consuming = names.filter(
      (name) => topology.workloads[name].dependencies.consumes.length > 0,
    );
    const lags = await Promise.all(
      consuming.map(async (name): Promise<[WorkloadName, readonly Lag[]]> => {
        return [name, await stores.events.lag(name).catch(() => [])];
      }),
    );
    this.#lagsSeen = new Map(lags);
    return Object.fromEntries(
      lags.map(([name, found]) => [name, found.filter(({ lag }) => lag > 0)]),
    );
  }
}
