import { type Clock, delay } from '@tandem/core';
import type { Endpoint } from '@tandem/local';
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

const Drives = Type.Object({
  drives: Type.Array(
    Type.Object({
      state: Type.String(),
      error: Type.Optional(Type.String()),
    }),
  ),
});

const POLL_MS = 200;

export interface Load {
  /** Resolves when every outcome is there, or none is waited for any more. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Lets the bank offer the load of a plan. Resolves when the first request is due. */
export async function startLoad(
  bank: Endpoint,
  plan: DrillPlan,
  settleSeconds: number,
  clock: Clock,
): Promise<Load> {
  const { rate, seconds, seed } = plan;
  const load = { rate, seconds, seed, models: MODELS, personas: PERSONAS, settleSeconds };
  await ask(bank, 'POST', '/drive', load);
  return {
    ended: ended(bank, clock),
    async stop() {
      await ask(bank, 'DELETE', '/drive');
    },
  };
}

async function ended(bank: Endpoint, clock: Clock): Promise<void> {
  for (;;) {
    const answer = await ask(bank, 'GET', '/drive');
    if (!Value.Check(Drives, answer)) throw new Error('the bank does not say what it drives');
    const last = answer.drives.at(-1);
    if (last?.state === 'failed') throw new Error(`the load failed: ${last.error ?? 'no reason'}`);
    if (last?.state === 'done') return;
    await delay(clock, POLL_MS);
  }
}
