import type { WorkloadFactory } from '@tandem/runtime';
import { type RunningSim, startSim } from './start.ts';

/** Speaks with the applets on TCP 9506, and leaves in the mailbox what they will ask for. */
export const createSim: WorkloadFactory = (context) => {
  let running: RunningSim | undefined;
  return {
    name: 'sim',
    async start() {
      running = await startSim(context);
    },
    health: () => running?.health() ?? { ready: false, detail: 'not started' },
    async drain(deadlineMs) {
      await running?.drain(deadlineMs);
    },
    ports: () => running?.ports() ?? {},
  };
};
