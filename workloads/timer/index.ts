import { counter, histogram, type Workload, type WorkloadContext } from '@tandem/runtime';
import { isStoreError } from '@tandem/stores';
import { Periodic } from '../pace/index.ts';
import { ledgerOf, progressDelays } from '../records/index.ts';
import { sweepExpired } from './expiry.ts';

/** After so many failed sweeps in a row this workload says that it is not ready. */
const FAILED_SWEEPS = 5;

/** Gives every transaction that nobody decided its outcome at the deadline. Every region runs it. */
export function createTimer(context: WorkloadContext): Workload {
  const { clock, logger, metrics, topology } = context;
  const { expiry } = topology.authentication;
  const ledger = ledgerOf(context);
  const lateness = histogram(metrics, {
    name: 'tandem_timer_lateness_seconds',
    help: 'How long after its deadline a transaction was expired.',
  });
  const sweeps = counter(metrics, {
    name: 'tandem_timer_due_total',
    help: 'Transactions found past their deadline, by who decided them.',
    labelNames: ['decided'],
  });
  const failures = counter(metrics, {
    name: 'tandem_timer_failed_sweeps_total',
    help: 'Sweeps that ended early because documents did not answer.',
  });
  const periodic = new Periodic({
    clock,
    everyMs: expiry.scanEveryMs,
    work: async () => {
      await sweepExpired({
        ledger,
        clock,
        batch: expiry.batch,
        callbackDelayMs: progressDelays(topology).decided,
        onExpired: (lateMs) => {
          sweeps.inc({ decided: 'here' });
          lateness.observe(lateMs / 1_000);
        },
        onDecidedElsewhere: () => sweeps.inc({ decided: 'elsewhere' }),
        onFailed: (error) => {
          sweeps.inc({ decided: 'nowhere' });
          logger.error({ err: error }, 'a transaction past its deadline could not be moved');
        },
      });
    },
    // Whether documents answer is for the region's own probes to judge: an election is no fault of the timer.
    excused: (error) => isStoreError(error, 'unavailable'),
    onError: (error) => {
      failures.inc();
      logger.warn({ err: error }, 'a sweep for expired transactions failed');
    },
  });
  let started = false;
  return {
    name: 'timer',
    async start() {
      periodic.start();
      started = true;
    },
    health: () =>
      started && periodic.failures < FAILED_SWEEPS
        ? { ready: true }
        : { ready: false, detail: started ? 'sweeps fail' : 'not started' },
    drain: () => periodic.stop(),
  };
}
