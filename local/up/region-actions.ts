import type { Supervised, Usage } from '@tandem/runtime';
import type { Topology } from '@tandem/topology';
import type { IncidentLog } from './incidents.ts';
import type { ProcessPlan, ProcessRole } from './plan.ts';
import type { ProcessLog } from './process-log.ts';

export interface ProcessStatus {
  readonly name: string;
  readonly role: ProcessRole;
  readonly region?: string;
  readonly state: 'starting' | 'ready' | 'waiting' | 'stopped' | 'frozen';
  readonly pid?: number;
  readonly restarts: number;
  readonly usage?: Usage;
}

/**
 * - `stop`: SIGKILL
 * - `freeze`, `resume`: SIGSTOP, SIGCONT
 * - `start`: what is dead is started
 * - `reclaim`: as the loss of a spot instance: SIGTERM, SIGKILL when the notice is over, a replacement
 */
export const REGION_ACTIONS = ['stop', 'freeze', 'resume', 'start', 'reclaim'] as const;
export type RegionAction = (typeof REGION_ACTIONS)[number];

/** The action or its target does not exist, or the target's state does not admit the action. */
export class RegionActionError extends Error {
  override readonly name = 'RegionActionError';
}

export interface RegionActionsOptions {
  readonly running: ReadonlyMap<ProcessPlan, Supervised>;
  readonly topology: Topology;
  readonly incidents: IncidentLog;
  readonly log: ProcessLog;
}

type Member = readonly [ProcessPlan, Supervised];

/** Faults and their healing, on real processes: of a whole region, or of one process. */
export class RegionActions {
  readonly #options: RegionActionsOptions;
  /** The process that was frozen, by name: a later one of that name is not. */
  readonly #frozen = new Map<string, number>();
  #ended = false;

  constructor(options: RegionActionsOptions) {
    this.#options = options;
  }

  get names(): string[] {
    const regions = [...this.#options.running.keys()].flatMap(({ region }) => region ?? []);
    return [...new Set(regions)];
  }

  /** Every process of the region. Throws RegionActionError. */
  async act(region: string, action: RegionAction): Promise<void> {
    const members = this.#members(({ region: own }) => own === region);
    if (members.length === 0) throw unknown(region, 'a region', this.names);
    await this.#act(region, action, members);
  }

  /** One process, by its name in `processes()`. Throws RegionActionError. */
  async actOn(name: string, action: RegionAction): Promise<void> {
    const members = this.#members((plan) => plan.name === name);
    const names = [...this.#options.running.keys()].map((plan) => plan.name);
    if (members.length === 0) throw unknown(name, 'a process', names);
    await this.#act(name, action, members);
  }

  /** Moves the wall clocks of a region's running processes; 0 sets them right. Throws RegionActionError. */
  skewClocks(region: string, ms: number): void {
    const members = this.#members(({ region: own }) => own === region);
    if (members.length === 0) throw unknown(region, 'a region', this.names);
    const moved = members.filter(([, child]) => child.skewClock(ms));
    this.#options.incidents.add(`${region}: clocks ${ms} ms off in ${moved.length} processes`);
  }

  async processes(): Promise<ProcessStatus[]> {
    return Promise.all(
      [...this.#options.running].map(async ([plan, child]) => {
        const usage = await child.usage();
        const { pid, restarts } = child;
        return {
          name: plan.name,
          role: plan.role,
          ...(plan.region === undefined ? {} : { region: plan.region }),
          state: this.#isFrozen(plan, child) ? 'frozen' : child.state,
          ...(pid === undefined ? {} : { pid }),
          restarts,
          ...(usage === undefined ? {} : { usage }),
        };
      }),
    );
  }

  /**
   * Before the system stops: nothing is done to it or started in it any more, and frozen processes, which take
   * no SIGTERM, go on.
   */
  end(): void {
    this.#ended = true;
    for (const [plan, child] of this.#options.running) {
      if (this.#isFrozen(plan, child)) child.signal('SIGCONT');
    }
    this.#frozen.clear();
  }

  async #act(target: string, action: RegionAction, members: readonly Member[]): Promise<void> {
    if (this.#ended) throw new RegionActionError('the system is being stopped');
    switch (action) {
      case 'stop':
        this.#signal(target, members, 'SIGKILL', 'is stopped already');
        await Promise.all(members.map(([, { exited }]) => exited));
        return;
      case 'freeze': {
        const moving = members.filter((member) => !this.#isFrozen(...member));
        if (moving.length === 0) throw new RegionActionError(`${target} is frozen already`);
        this.#signal(target, moving, 'SIGSTOP', 'is stopped, so it cannot be frozen');
        for (const [{ name }, { pid }] of moving) if (pid) this.#frozen.set(name, pid);
        return;
      }
      case 'resume': {
        const frozen = members.filter((member) => this.#isFrozen(...member));
        if (frozen.length === 0) throw new RegionActionError(`${target} is not frozen`);
        this.#signal(target, frozen, 'SIGCONT', 'is stopped: start it');
        for (const [{ name }] of frozen) this.#frozen.delete(name);
        return;
      }
      case 'start':
        await this.#start(target, members);
        return;
      case 'reclaim':
        await this.#reclaim(target, members);
    }
  }

  #members(is: (plan: ProcessPlan) => boolean): Member[] {
    return [...this.#options.running].filter(([plan]) => is(plan));
  }

  #isFrozen({ name }: ProcessPlan, { pid }: Supervised): boolean {
    return pid !== undefined && this.#frozen.get(name) === pid;
  }

  #signal(
    target: string,
    members: readonly Member[],
    signal: NodeJS.Signals,
    otherwise: string,
  ): void {
    for (const [, child] of this.#announce(target, members, signal, otherwise)) {
      child.signal(signal);
    }
  }

  /** Those of the members that run, after the signal to them was noted. */
  #announce(
    target: string,
    members: readonly Member[],
    signal: NodeJS.Signals,
    otherwise: string,
  ): Member[] {
    const alive = members.filter(([, { pid }]) => pid !== undefined);
    if (alive.length === 0) throw new RegionActionError(`${target} ${otherwise}`);
    this.#options.incidents.add(`${target}: ${signal}${ofMany(alive)}`);
    for (const [plan, { pid }] of alive) if (pid) this.#options.log.signalled(plan, signal, pid);
    return alive;
  }

  async #start(target: string, members: readonly Member[]): Promise<void> {
    const dead = members.filter(([, child]) => child.pid === undefined);
    if (dead.length === 0) throw new RegionActionError(`${target} runs already`);
    this.#options.incidents.add(`${target}: starting${ofMany(dead)}`);
    await Promise.all(dead.map(([, child]) => child.start()));
  }

  async #reclaim(target: string, members: readonly Member[]): Promise<void> {
    // Spot instances carry workloads, never what keeps data.
    const workloads = members.filter(([{ role }]) => members.length === 1 || role === 'region');
    const { shutdown, workerGroups } = this.#options.topology;
    const noticeMs = Math.min(shutdown.terminationGraceMs, workerGroups.spot.reclaimNoticeMs);
    const reclaimed = this.#announce(target, workloads, 'SIGTERM', 'is stopped already');
    await Promise.all(
      reclaimed.map(async ([, child]) => {
        await child.stop(noticeMs);
        if (!this.#ended) await child.start();
      }),
    );
  }
}

function unknown(name: string, what: string, allowed: readonly string[]): RegionActionError {
  return new RegionActionError(`"${name}" is not ${what} here; allowed: ${allowed.join(', ')}`);
}

const ofMany = ({ length }: readonly Member[]) => (length === 1 ? '' : ` to ${length} processes`);
