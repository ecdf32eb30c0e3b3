import { type Fault, ordered } from './fault.ts';
import type { Target } from './target.ts';

const POLLS_PER_RENEWAL = 20;
/** A holder that has not renewed for so many renewals does not hold the lease. */
const PATIENCE_RENEWALS = 6;

/**
 * SIGSTOP of every process of the region while a renewal of its lease, and what else of its guarded work,
 * is on its way to documents: it arrives there only after the standby was promoted, and is refused.
 * SIGCONT heals.
 */
export function regionFreeze(region: string): Fault {
  let slow: Fault | undefined;
  return {
    async prepare(target) {
      const { renewEveryMs, durationMs } = target.topology.lease;
      slow = ordered(({ documents }) => documents, {
        kind: 'slow-guarded',
        client: region,
        delayMs: 2 * durationMs + renewEveryMs,
      });
      await nextRenewal(target, renewEveryMs);
      await target.delay(renewEveryMs / 2);
      await slow.inject(target);
      await target.delay(renewEveryMs);
    },
    inject: (target) => target.act(region, 'freeze'),
    async heal(target) {
      const members = (await target.processes()).filter((process) => process.region === region);
      if (members.some(({ state }) => state === 'frozen')) await target.act(region, 'resume');
      await slow?.heal(target);
    },
  };
}

/** Resolves just after a renewal, so that the next one is as far away as can be. */
async function nextRenewal(target: Target, renewEveryMs: number): Promise<void> {
  const first = await target.leaseVersion();
  for (let poll = 0; poll < POLLS_PER_RENEWAL * PATIENCE_RENEWALS; poll += 1) {
    await target.delay(renewEveryMs / POLLS_PER_RENEWAL);
    if ((await target.leaseVersion()) !== first) return;
  }
}
