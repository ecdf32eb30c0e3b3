import { systemClock } from '@tandem/core';
import type { Operation } from '../../history/index.ts';
import { memoryHistory } from '../../history/testing/memory.ts';
import { Carrier } from '../carrier.ts';
import type { FleetSubscriber } from '../fleet.ts';
import type { CarrierOptions } from '../options.ts';
import type { PersonaName } from '../personas.ts';
import { hurriedClock } from './hurried-clock.ts';
import { MASTER_KEY, TandemSide } from './tandem-side.ts';

export const OPERATOR_TOKEN = 'operator-token';

export interface Rig {
  readonly carrier: Carrier;
  readonly tandem: TandemSide;
  readonly ports: { readonly smsc: number; readonly mnoApi: number; readonly control: number };
  readonly problems: unknown[];
  /** What the carrier recorded. */
  readonly operations: readonly Operation[];
  /** The n-th subscriber of a persona, from 0. */
  subscriber(persona: PersonaName, nth?: number): FleetSubscriber;
  stop(): Promise<void>;
}

/** A whole carrier on free ports, with a Tandem side bound to it. Tests only. */
export async function startRig(
  options: Partial<CarrierOptions> & { readonly times?: number; readonly binds?: number } = {},
): Promise<Rig> {
  const { times = 1, binds = 2, ...rest } = options;
  const tandem = new TandemSide();
  const problems: unknown[] = [];
  const { operations, record } = memoryHistory();
  const carrier = new Carrier(
    {
      profile: 'document',
      smscPort: 0,
      mnoPort: 0,
      controlPort: 0,
      appletTarget: await tandem.listen(),
      appletMasterKey: MASTER_KEY.toString('hex'),
      systems: [
        { systemId: 'tandem', password: 'secret' },
        { systemId: 'other', password: 'secret' },
      ],
      operatorToken: OPERATOR_TOKEN,
      deliveryTime: { minMs: 0, maxMs: 2 },
      receiptTime: { minMs: 0, maxMs: 20 },
      pace: times === 1 ? 0 : 1,
      ...rest,
    },
    {
      clock: times === 1 ? systemClock : hurriedClock(times),
      record,
      onProblem: (problem) => problems.push(problem),
    },
  );
  const ports = await carrier.start();
  await tandem.bind(ports.smsc, binds);
  return {
    carrier,
    tandem,
    ports,
    problems,
    operations,
    subscriber(persona, nth = 0) {
      const found = carrier.fleet.subscribers.filter((known) => known.persona === persona)[nth];
      if (!found) throw new Error(`no subscriber ${nth} of ${persona}`);
      return found;
    },
    async stop() {
      await tandem.close();
      await carrier.stop(100);
    },
  };
}
