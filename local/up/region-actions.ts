import type { Supervised, Usage } from '@tandem/runtime';
import type { IncidentLog } from './incidents.ts';
import type { ProcessPlan, ProcessRole } from './plan.ts';

export interface ProcessStatus {
  readonly name: string;
  readonly role: ProcessRole;
  readonly region?: string;
  readonly state: 'starting' | 'ready' | 'waiting' | 'stopped' | 'frozen';
  readonly pid?: number;
  readonly restarts: number;
  readonly usage?: Usage;
}

export const REGION_ACTIONS = ['stop', 'freeze', 'resume', 'start'] as const;
export type RegionAction = (typeof REGION_ACTIONS)[number];

/** The action or the region does not exist, or the region's state does not admit the action. */
export class RegionActionError extends Error {
  override readonly name = 'RegionActionError';
}

/** Faults and their healing, on real processes: SIGKILL, SIGSTOP, SIGCONT, and starting again. */
export class RegionActions {
  readonly #running: ReadonlyMap<ProcessPlan, Supervised>;
  readonly #incidents: IncidentLog;
  readonly #frozen = new Set<string>();

  constructor(running: ReadonlyMap<ProcessPlan, Supervised>, incidents: IncidentLog) {
    this.#running = running;
    this.#incidents = incidents;
  }

  get names(): string[] {
    const regions = [...this.#running.keys()].flatMap(({ region }) => region ?? []);
    return [...new Set(regions)];
  }

  async act(region: string, action: RegionAction): Promise<void> {
    const members = this.#membersOf(region);
    switch (action) {
      case 'stop':
        this.#signal(region, members, 'SIGKILL', 'is stopped already');
        this.#frozen.delete(region);
        return;
      case 'freeze':
        if (this.#frozen.has(region)) throw new RegionActionError(`${region} is frozen already`);
        this.#signal(region, members, 'SIGSTOP', 'is stopped, so it cannot be frozen');
        this.#frozen.add(region);
        return;
      case 'resume':
        if (!this.#frozen.delete(region)) throw new RegionActionError(`${region} is not frozen`);
        this.#signal(region, members, 'SIGCONT', 'is stopped: start it');
        return;
      case 'start':
        await this.#start(region, members);
    }
  }

  async processes(): Promise<ProcessStatus[]> {
    return Promise.all(
      [...this.#running].map(async ([plan, child]) => {
        const usage = await child.usage();
        const frozen = plan.region !== undefined && this.#frozen.has(plan.region);
        return {
          name: plan.name,
          role: plan.role,
          ...(plan.region === undefined ? {} : { region: plan.region }),
          state: frozen && child.pid !== undefined ? 'frozen' : child.state,
          ...(child.pid === undefined ? {} : { pid: child.pid }),
          restarts: child.restarts,
          ...(usage === undefined ? {} : { usage }),
        };
      }),
    );
  }

  #membersOf(region: string): [ProcessPlan, Supervised][] {
    const members = [...this.#running].filter(([plan]) => plan.region === region);
    if (members.length > 0) return members;
    throw new RegionActionError(
      `"${region}" is not a region here; allowed: ${this.names.join(', ')}`,
    );
  }

  #signal(
    region: string,
    members: readonly [ProcessPlan, Supervised][],
    signal: NodeJS.Signals,
    otherwise: string,
  ): void {
    const reached = members.filter(([, child]) => child.signal(signal));
    if (reached.length === 0) throw new RegionActionError(`${region} ${otherwise}`);
    this.#incidents.add(`${region}: ${signal} to ${reached.length} processes`);
  }

  async #start(region: string, members: readonly [ProcessPlan, Supervised][]): Promise<void> {
    const dead = members.filter(([, child]) => child.pid === undefined);
    if (dead.length === 0) throw new RegionActionError(`${region} runs already`);
    this.#incidents.add(`${region}: starting ${dead.length} processes`);
    await Promise.all(dead.map(([, child]) => child.start()));
    this.#incidents.add(`${region}: ready`);
  }
}
