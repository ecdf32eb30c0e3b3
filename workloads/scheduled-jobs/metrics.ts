import { counter, gauge, histogram, type Registry } from '@tandem/runtime';
import type { RegionGuard } from '../guard/index.ts';
import type { BusinessRollup } from './business/rollup.ts';
import type { DeliveryPool } from './callbacks/pool.ts';

export type ScheduledJobsMetrics = ReturnType<typeof scheduledJobsMetrics>;

export function scheduledJobsMetrics(
  registry: Registry,
  pool: DeliveryPool,
  guard: RegionGuard,
  business: Pick<BusinessRollup, 'lastDay'>,
) {
  gauge(registry, {
    name: 'tandem_scheduled_jobs_callbacks_in_flight',
    help: 'Callbacks that wait for the answer of a customer.',
    collect: (metric) => metric.set(pool.running),
  });
  gauge(registry, {
    name: 'tandem_scheduled_jobs_callbacks_waiting',
    help: 'Callbacks that wait for their turn.',
    collect: (metric) => metric.set(pool.waiting),
  });
  gauge(registry, {
    name: 'tandem_scheduled_jobs_epoch',
    help: 'The newest epoch of singleton work that this region knows.',
    collect: (metric) => metric.set(guard.epoch),
  });
  gauge(registry, {
    name: 'tandem_scheduled_jobs_active',
    help: '1 while this region does the singleton work.',
    collect: (metric) => metric.set(guard.isActive() ? 1 : 0),
  });
  gauge(registry, {
    name: 'tandem_scheduled_jobs_outcomes_day',
    help: 'Outcomes of the last 24 hours in every region, as they are rolled up in documents.',
    labelNames: ['response_type'],
    collect: (metric) => {
      for (const [type, count] of business.lastDay) metric.set({ response_type: type }, count);
    },
  });
  return {
    overdue: gauge(registry, {
      name: 'tandem_scheduled_jobs_overdue_seconds',
      help: 'How long the transaction that owes an event or a callback the longest has been due.',
    }),
    callbacks: counter(registry, {
      name: 'tandem_scheduled_jobs_callbacks_total',
      help: 'Callback attempts, by result.',
      labelNames: ['result'],
    }),
    outcomes: counter(registry, {
      name: 'tandem_scheduled_jobs_outcomes_total',
      help: 'Outcomes that were handed over for their callback, by response type.',
      labelNames: ['response_type'],
    }),
    deferred: counter(registry, {
      name: 'tandem_scheduled_jobs_callbacks_deferred_total',
      help: 'Callbacks that found their customer at its limit; documents drive them again.',
    }),
    attemptSeconds: histogram(registry, {
      name: 'tandem_scheduled_jobs_callback_seconds',
      help: 'How long one attempt took, its record included.',
    }),
    driven: counter(registry, {
      name: 'tandem_scheduled_jobs_driven_total',
      help: 'Transactions that had stopped making progress, by what was done.',
      labelNames: ['what'],
    }),
  };
}
