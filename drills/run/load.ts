import { type Clock, delay } from '@tandem/core';
import type { Endpoint, OpenLoop } from '@tandem/local';
import { activeRegion, topologyFor } from '@tandem/topology';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { DrillPlan } from '../catalogue/index.ts';
import { ask } from './endpoint.ts';

/** Weights; every model, and every persona, so that each kind of outcome meets the fault. */
const MODELS = { silent: 4, touch: 3, multisecure: 1, itemselect: 1 } as const;
const PERSONAS = {
  ordinary: 76,
  approves: 2,
  rejects: 3,
  ignores: 1,
  slow: 1,
  off: 1,
  duplicates: 4,
  late: 1,
  'wrong-mac': 1,
  'no-input': 2,
  busy: 2,
  'applet-error': 1,
  'lost-receipt': 2,
  silent: 1,
  'swapped-sim': 1,
  unregistered: 1,
} as const;

/** Of ten clients so many are nearest to the usually active region. */
const AT_HOME = 7;
const TEN = 10;
/** Requests that are sent again, which must find the transaction of the first time. */
const REPEATS = { share: 0.05, withinMs: 5_000 } as const;
/** Reads of accepted transactions a second, and of decided ones at the end, through every place. */
const OBSERVERS = { rate: 5, finals: 100 } as const;

const Drives = Type.Object({
  drives: Type.Array(
    Type.Object({
      state: Type.String(),
      error: Type.Optional(Type.String()),
    }),
  ),
});

const POLL_MS = 200;
/** A bank that is busy with its load may be late; one that is gone stays silent. */
const MAX_UNANSWERED = 3;

export interface Load {
  /** Resolves when every outcome is there, or none is waited for any more. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** A process that has just started runs several times slower than one whose code is compiled. */
const WARM_UP_SECONDS = 5;

/** The load of a plan, of subscribers who answer at once: resolves when it is over. */
export async function warmUpWithLoad(bank: Endpoint, plan: DrillPlan, clock: Clock): Promise<void> {
  const load = await start(bank, clock, {
    rate: plan.rate,
    seconds: WARM_UP_SECONDS,
    seed: plan.seed,
    models: MODELS,
    places: placesOf(plan),
    settleSeconds: WARM_UP_SECONDS,
  });
  await load.ended;
}

/** Lets the bank offer the load of a plan. Resolves when the first request is due. */
export function startLoad(
  bank: Endpoint,
  plan: DrillPlan,
  settleSeconds: number,
  clock: Clock,
): Promise<Load> {
  const { rate, seconds, seed } = plan;
  return start(bank, clock, {
    rate,
    seconds,
    seed,
    models: MODELS,
    personas: PERSONAS,
    places: placesOf(plan),
    repeats: REPEATS,
    observers: OBSERVERS,
    settleSeconds,
  });
}

async function start(bank: Endpoint, clock: Clock, load: OpenLoop): Promise<Load> {
  await ask(bank, 'POST', '/drive', load);
  const over = ended(bank, clock);
  // A drill that fails stops the bank under the load: what it then says of its end, nobody waits for.
  over.catch(() => undefined);
  return {
    ended: over,
    async stop() {
      await ask(bank, 'DELETE', '/drive');
    },
  };
}

function placesOf({ profile }: DrillPlan): Readonly<Record<string, number>> {
  const topology = topologyFor(profile);
  const usual = activeRegion(topology).name;
  const others = topology.regions.length - 1;
  return Object.fromEntries(
    topology.regions.map(({ name }) => [name, name === usual ? AT_HOME : (TEN - AT_HOME) / others]),
  );
}

async function ended(bank: Endpoint, clock: Clock): Promise<void> {
  for (let unanswered = 0; ; ) {
    const answer = await ask(bank, 'GET', '/drive').catch((error: unknown) => {
      unanswered += 1;
      if (unanswered > MAX_UNANSWERED) throw error;
    });
    if (answer === undefined) continue;
    unanswered = 0;
    if (!Value.Check(Drives, answer)) throw new Error('the bank does not say what it drives');
    const last = answer.drives.at(-1);
    if (last?.state === 'failed') throw new Error(`the load failed: ${last.error ?? 'no reason'}`);
    if (last?.state === 'done') return;
    await delay(clock, POLL_MS);
  }
}
