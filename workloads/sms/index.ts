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
      return running.binds.bound > 0 ? { ready: true } : { ready: false, detail: 'no SMPP bind' };
    },
    async drain(deadlineMs) {
      await running?.drain(deadlineMs);
    },
  };
};
