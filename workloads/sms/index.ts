import type { WorkloadFactory } from '@tandem/runtime';
import { type RunningSms, startSms } from './start.ts';

export { wakeUpReference } from './reference.ts';

/** Wakes SIMs by SMS: `subscriber-resolved` in, submit_sm out, what the SMSC says of it into documents. */
export const createSms: WorkloadFactory = (context) => {
  let running: RunningSms | undefined;
  return {
    name: 'sms',
    async start() {
      running = await startSms(context);
    },
    health() {
      if (!running) return { ready: false, detail: 'not started' };
      const { bound, all } = running.binds;
      const facts = { bound, binds: all.length };
      return bound > 0 ? { ready: true, facts } : { ready: false, detail: 'no SMPP bind', facts };
    },
    async drain(deadlineMs) {
      await running?.drain(deadlineMs);
    },
  };
};
