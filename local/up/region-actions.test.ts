import type { ProcessExit, ReadyMessage, Supervised } from '@tandem/runtime';
import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { IncidentLog } from './incidents.ts';
import type { ProcessPlan } from './plan.ts';
import { ProcessLog } from './process-log.ts';
import { RegionActionError, RegionActions } from './region-actions.ts';

const READY: ReadyMessage = { type: 'ready', ports: {}, seconds: 0 };

/** A process that does as it is told, but ends only when the test lets it. */
class Child implements Supervised {
  readonly name: string;
  pid: number | undefined = 1;
  state: Supervised['state'] = 'ready';
  readonly restarts = 0;
  readonly ready = Promise.resolve(READY);
  readonly exited = Promise.resolve();
  readonly signals: string[] = [];
  starts = 0;
  #ends: (() => void)[] = [];

  constructor(name: string) {
    this.name = name;
  }

  stop(): Promise<ProcessExit | undefined> {
    return new Promise((resolve) => this.#ends.push(() => resolve(undefined)));
  }

  end(): void {
    this.pid = undefined;
    for (const ended of this.#ends.splice(0)) ended();
  }

  signal(signal: NodeJS.Signals): boolean {
    this.signals.push(signal);
    return true;
  }

  skewClock(): boolean {
    return true;
  }

  async start(): Promise<ReadyMessage> {
    this.starts += 1;
    this.pid = 1 + this.starts;
    return READY;
  }

  async usage(): Promise<undefined> {
    await Promise.resolve();
  }
}

function eastWith(child: Child) {
  const plan: ProcessPlan = { name: 'east', role: 'region', region: 'east', args: [], env: {} };
  const incidents = new IncidentLog(() => 0, undefined);
  return new RegionActions({
    running: new Map([[plan, child]]),
    topology: topologyFor('fast'),
    incidents,
    log: new ProcessLog({ now: () => 0, incidents }),
  });
}

describe('actions on a region', () => {
  it('replace what was reclaimed', async () => {
    const child = new Child('east');
    const reclaimed = eastWith(child).act('east', 'reclaim');
    child.end();
    await reclaimed;
    expect(child.starts).toBe(1);
  });

  it('start nothing in a system that is being stopped, not even what was reclaimed before', async () => {
    const child = new Child('east');
    const actions = eastWith(child);
    const reclaimed = actions.act('east', 'reclaim');
    actions.end();
    child.end();
    await reclaimed;
    expect(child.starts).toBe(0);
    await expect(actions.act('east', 'start')).rejects.toThrow(RegionActionError);
  });

  it('let the frozen go on before the end', async () => {
    const child = new Child('east');
    const actions = eastWith(child);
    await actions.act('east', 'freeze');
    await expect(actions.act('east', 'freeze')).rejects.toThrow('east is frozen already');
    actions.end();
    expect(child.signals).toEqual(['SIGSTOP', 'SIGCONT']);
  });
});
