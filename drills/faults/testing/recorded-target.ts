import { topologyFor } from '@tandem/topology';
import type { FaultControl, Target, TargetProcess } from '../target.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A system that only remembers what was asked of it, and the state of its processes. */
export class RecordedTarget implements Target {
  readonly topology = topologyFor('fast');
  readonly orders: string[] = [];
  readonly inForce = new Map<number, string>();
  readonly edge = this.#control('edge');
  readonly carrier = this.#control('carrier');
  readonly bank = this.#control('bank');
  readonly documents = this.#control('documents');
  readonly servers = this.#control('servers');
  /** Orders that begin with it are refused. */
  refused: string | undefined;
  readonly #processes: Writable<TargetProcess>[] = ['us-east-1', 'us-west-2'].flatMap((region) => [
    { name: `engine ${region}`, role: 'engine', region, state: 'ready' },
    { name: region, role: 'region', region, state: 'ready' },
    { name: `${region} sim`, role: 'region', region, state: 'ready' },
  ]);
  #lastId = 0;
  #leaseVersion = 0;

  engine(region: string): FaultControl {
    return this.#control(`engine ${region}`);
  }

  async processes(): Promise<readonly TargetProcess[]> {
    return this.#processes;
  }

  async act(region: string, action: string): Promise<void> {
    this.#order(`${action} ${region}`);
    for (const each of this.#processes) if (each.region === region) each.state = after(action);
  }

  async actOn(process: string, action: string): Promise<void> {
    this.#order(`${action} ${process}`);
    for (const each of this.#processes) if (each.name === process) each.state = after(action);
  }

  async skewClocks(region: string, offsetMs: number): Promise<void> {
    this.#order(`clock of ${region} ${offsetMs}`);
  }

  async leaseVersion(): Promise<number> {
    this.#leaseVersion += 1;
    return this.#leaseVersion;
  }

  async failback(to: string): Promise<void> {
    this.#order(`failback to ${to}`);
  }

  async delay(): Promise<void> {}

  get stateOf(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#processes.map(({ name, state }) => [name, state]));
  }

  #control(party: string): FaultControl {
    return {
      inject: async (fault, healAfterMs) => {
        const until = healAfterMs === undefined ? '' : ` for ${healAfterMs}`;
        const order = `${party} ${JSON.stringify(fault)}${until}`;
        this.#order(order);
        this.#lastId += 1;
        this.inForce.set(this.#lastId, order);
        return this.#lastId;
      },
      heal: async (id) => {
        this.inForce.delete(id);
      },
    };
  }

  #order(order: string): void {
    this.orders.push(order);
    if (this.refused !== undefined && order.startsWith(this.refused)) {
      throw new Error(`refused: ${order}`);
    }
  }
}

function after(action: string): TargetProcess['state'] {
  if (action === 'stop') return 'stopped';
  return action === 'freeze' ? 'frozen' : 'ready';
}
