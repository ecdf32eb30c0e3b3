import type { Overview } from '@tandem/workloads';
import { CommandFailure } from '../failure.ts';
import { print, printJson, progress } from '../output.ts';
import { findPlace } from '../place.ts';
import { connectRegions, type RegionsClient } from '../regions-client.ts';
import type { WhereOptions } from '../running.ts';

export interface MoveOptions extends WhereOptions {
  readonly to?: string;
  /** The region that is taken although it is not able to serve. */
  readonly force?: string;
  readonly json?: boolean;
}

interface Step {
  readonly step: 'requested' | 'released' | 'promoted';
  /** Since the one before. */
  readonly ms: number;
}

const LOOK_EVERY_MS = 100;
/** The holder's guarded work, its next look, and the taker's; then leases, should one of them be dead. */
const LEASES_OF_PATIENCE = 4;
const PATIENCE_MS = 15_000;

/** Moves singleton work to another region that is able, or to `--to`. Exit 0 when it is there. */
export function failover(options: MoveOptions): Promise<number> {
  return move(options, (overview) => {
    const able = overview.regions.filter(
      ({ name, able }) => able && name !== overview.lease?.holder,
    );
    const [first] = able;
    if (first) return first.name;
    throw new CommandFailure('no other region is able to serve; name one with --to', 1);
  });
}

/** Moves singleton work home, or to `--to`. Exit 0 when it is there. */
export function failback(options: MoveOptions): Promise<number> {
  return move(options, ({ home }) => home);
}

async function move(options: MoveOptions, choose: (overview: Overview) => string): Promise<number> {
  const client = await connectRegions(await findPlace(options));
  const line = progress();
  try {
    const overview = await client.overview();
    const to = options.to ?? options.force ?? choose(overview);
    const from = overview.lease?.holder;
    const startedAt = performance.now();
    await client.operate(to, 'promote', options.force);
    line.show(`asked ${from} to hand over to ${to}`);
    const steps: Step[] = [{ step: 'requested', ms: since(startedAt) }];
    const patience = PATIENCE_MS + overview.leaseMs * LEASES_OF_PATIENCE;
    const lease = await follow(client, to, overview.lease?.epoch ?? 0, steps, patience);
    line.done();
    report({ from, to, lease, steps, ms: since(startedAt) }, options.json === true);
    return lease?.holder === to ? 0 : 1;
  } finally {
    line.done();
    await client.close();
  }
}

/** Looks until another epoch is held. Undefined when none is within the patience. */
async function follow(
  client: RegionsClient,
  to: string,
  epoch: number,
  steps: Step[],
  patienceMs: number,
): Promise<Overview['lease']> {
  const startedAt = performance.now();
  let stepAt = startedAt;
  const reached = (step: Step['step']) => {
    steps.push({ step, ms: since(stepAt) });
    stepAt = performance.now();
  };
  let released = false;
  while (performance.now() - startedAt < patienceMs) {
    // While traffic moves, one look may fail; the next one goes elsewhere.
    const lease = (await client.overview().catch(() => undefined))?.lease;
    if (lease?.handover?.released && !released) {
      released = true;
      reached('released');
    }
    if (lease && lease.epoch > epoch) {
      reached('promoted');
      return lease;
    }
    if (lease?.holder === to && !lease.handover) return lease;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return undefined;
}

function since(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}

interface Moved {
  readonly from: string | undefined;
  readonly to: string;
  readonly lease: Overview['lease'];
  readonly steps: readonly Step[];
  readonly ms: number;
}

function report({ from, to, lease, steps, ms }: Moved, json: boolean): void {
  const holder = lease?.holder ?? null;
  if (json) {
    printJson({ from, to, holder, epoch: lease?.epoch ?? null, steps, ms });
    return;
  }
  for (const { step, ms: took } of steps) print(`${step.padEnd(10)} ${seconds(took)}`);
  if (lease === undefined) {
    print(`not done: ${to} has not taken over after ${seconds(ms)}; "tandem status" shows why`);
  } else if (lease.holder === to) {
    print(`${to} is active with epoch ${lease.epoch}, after ${seconds(ms)}; it was ${from}`);
    print(`traffic goes where it went; "tandem region drain ${from}" keeps it away from ${from}`);
  } else {
    print(
      `not done: ${lease.holder} is active with epoch ${lease.epoch}, as ${to} did not take over`,
    );
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
