import { type Clock, systemClock } from '@tandem/core';
import { acceleratorRules, balancerRules } from '@tandem/health';
import { type Topology, topologyFor } from '@tandem/topology';
import type { FastifyInstance } from 'fastify';
import { FaultBoard } from '../faults.ts';
import { portOf } from '../listen.ts';
import { Random } from '../random.ts';
import { type RoutedConnection, TcpProxy } from './accelerator/tcp-proxy.ts';
import { LoadBalancer } from './api/load-balancer.ts';
import { ApiProxy } from './api/server.ts';
import { createEdgeControl } from './control.ts';
import type { EdgeFault } from './edge-faults.ts';
import { linkUnder } from './network/link.ts';
import { type EdgeOptions, type EdgeSettings, edgeSettings } from './options.ts';
import { Places } from './places.ts';
import { type OnHealthChange, type RegionSide, regionSides } from './region-side.ts';

export interface EdgeDependencies {
  readonly clock?: Clock;
  readonly onChange?: OnHealthChange;
  /** Hears of every connection to the accelerator and the region that got it. */
  readonly onConnection?: ((connection: RoutedConnection) => void) | undefined;
}

export interface EdgePorts {
  readonly api: number;
  readonly applet: number;
  readonly control: number;
}

/** Cloudflare's and Global Accelerator's places in one process, driven by health/ and the topology. */
export class Edge {
  readonly settings: EdgeSettings;
  readonly topology: Topology;
  readonly faults: FaultBoard<EdgeFault>;
  readonly regions: ReadonlyMap<string, RegionSide>;
  readonly balancer: LoadBalancer;
  readonly api: ApiProxy;
  readonly accelerator: TcpProxy;
  readonly startedAt: number;
  readonly #control: FastifyInstance;

  /** Throws InvalidInputError. */
  constructor(
    options: EdgeOptions,
    { clock = systemClock, onChange, onConnection }: EdgeDependencies = {},
  ) {
    this.settings = edgeSettings(options);
    this.topology = topologyFor(this.settings.profile);
    this.startedAt = clock.now();
    const changed = () => this.#applyFaults();
    this.faults = new FaultBoard<EdgeFault>(clock, changed, changed);
    this.regions = regionSides(this.settings, this.topology, clock, onChange);
    const places = new Places(this.topology);
    this.balancer = new LoadBalancer({
      rules: balancerRules(this.topology.edge.api),
      isHealthy: (region) => this.isHealthy('api', region),
      isEnabled: (pool) => !this.#isFaulty('pool-disabled', pool),
      random: new Random(this.settings.seed).fork('steering'),
    });
    this.api = new ApiProxy({
      settings: this.settings,
      clock,
      places,
      balancer: this.balancer,
      origins: new Map([...this.regions].map(([region, { origin }]) => [region, origin])),
    });
    this.accelerator = new TcpProxy({
      rules: acceleratorRules(this.topology.edge.accelerator),
      endpoints: new Map(
        [...this.regions].map(([region, { link, applet }]) => [region, { link, address: applet }]),
      ),
      isHealthy: (region) => this.isHealthy('applet', region),
      places,
      idleTimeoutMs: this.settings.idleTimeoutMs,
      clock,
      onConnection,
    });
    this.#control = createEdgeControl(this);
  }

  /** Listens, and resolves once every region was checked once. Rejects when a port is in use. */
  async start(): Promise<EdgePorts> {
    const { host, apiPort, appletPort, controlPort } = this.settings;
    const ports = {
      api: await this.api.listen(apiPort, host),
      applet: await this.accelerator.listen(appletPort, host),
    };
    await this.#control.listen({ host, port: controlPort });
    const watches = [...this.regions.values()].flatMap(({ monitor, check }) => [monitor, check]);
    await Promise.all(watches.map((watch) => watch.start()));
    return { ...ports, control: portOf(this.#control.server) };
  }

  /** What steering and routing believe: the verdict of the checks, unless a fault overrules it. */
  isHealthy(path: 'api' | 'applet', region: string): boolean {
    const side = this.regions.get(region);
    if (path === 'applet') {
      return side?.check.health === 'up' && !this.#isFaulty('endpoint-down', region);
    }
    if (side?.monitor.health !== 'up') return false;
    const { pools } = this.topology.edge.api.steering;
    const pool = pools.find((candidate) => candidate.region === region);
    return pool === undefined || !this.#isFaulty('pool-down', pool.name);
  }

  /** Checks everything now instead of at its time: for a start, never for a drill. */
  checkNow(): void {
    for (const { monitor, check } of this.regions.values()) {
      monitor.checkNow();
      check.checkNow();
    }
  }

  /** Heals all faults, takes nothing new, finishes what is under way, and cuts the rest. */
  async stop(deadlineMs = this.settings.drainMs): Promise<void> {
    this.faults.healAll();
    for (const { monitor, check } of this.regions.values()) {
      monitor.stop();
      check.stop();
    }
    await Promise.all([this.api.stop(deadlineMs), this.accelerator.stop(deadlineMs)]);
    await this.#control.close();
  }

  #isFaulty(kind: EdgeFault['kind'], name: string): boolean {
    // Nearly always nothing is wrong, and this is asked for every request.
    if (this.faults.find(kind) === undefined) return false;
    return this.faults.list().some(({ fault }) => {
      return fault.kind === kind && ('pool' in fault ? fault.pool : fault.region) === name;
    });
  }

  #applyFaults(): void {
    const faults = this.faults.list().map(({ fault }) => fault);
    for (const [region, { link }] of this.regions) link.set(linkUnder(region, faults));
  }
}
