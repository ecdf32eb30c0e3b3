import { EVENT_TOPICS, type Transaction } from '@tandem/core';
import { SampledLogger, type Workload, type WorkloadContext } from '@tandem/runtime';
import { isStoreError, type Subscription } from '@tandem/stores';
import { activeRegion } from '@tandem/topology';
import { CustomerDirectory } from '../api/customers/directory.ts';
import { RegionGuard, StaleEpochError } from '../guard/index.ts';
import { deadline, Periodic } from '../pace/index.ts';
import {
  eachNotice,
  ledgerOf,
  type Notice,
  progressDelays,
  subscriptionFigures,
} from '../records/index.ts';
import { BusinessRollup } from './business/rollup.ts';
import { deliverCallback } from './callbacks/delivery.ts';
import { DeliveryPool } from './callbacks/pool.ts';
import { CallbackSender } from './callbacks/sender.ts';
import { Driver } from './driver.ts';
import { archiveJobs } from './jobs/archive-jobs.ts';
import { auditJobs } from './jobs/audit-jobs.ts';
import { stampAll } from './jobs/job.ts';
import { migrationJobs } from './jobs/migration-jobs.ts';
import { JobRunner } from './jobs/runner.ts';
import { scheduledJobsMetrics } from './metrics.ts';
import { mayPromote, recordRole, refusals, stepAsideFor } from './role.ts';

export const SCHEDULED_JOBS_GROUP = 'scheduled-jobs';

/** Callbacks that may wait in memory; the rest waits in documents. */
const QUEUE = 4_096;
/** After so many failed sweeps in a row this workload says that it is not ready. */
const FAILED_SWEEPS = 5;

/** Callbacks, orphans, and the singleton work of the region that holds the epoch. */
export function createScheduledJobs(context: WorkloadContext): Workload {
  const { clock, documents, events, region, secrets, topology } = context;
  const { callback, orphans, outbox } = topology.authentication;
  const log = new SampledLogger(context.logger, { clock });
  const ledger = ledgerOf(context);
  const directory = new CustomerDirectory({ documents, secrets, clock });
  const sender = new CallbackSender({
    clock,
    timeoutMs: callback.timeoutMs,
    connections: callback.concurrency,
  });
  const deliver = async (id: string) => {
    const end = metrics.attemptSeconds.startTimer();
    try {
      const result = await deliverCallback(id, {
        ledger,
        clock,
        figures: callback,
        accountOf: (customerId) => directory.byId(customerId),
        send: (request) => sender.send(request),
        random: Math.random,
      });
      metrics.callbacks.inc({ result });
    } catch (error) {
      metrics.callbacks.inc({ result: 'unrecorded' });
      log.log('warn', 'a callback was not recorded', { err: error });
    }
    end();
  };
  const pool = new DeliveryPool({ concurrency: callback.concurrency, queue: QUEUE, deliver });
  const auditing = auditJobs({ ...context, metrics: context.metrics });
  const archiving = archiveJobs(context);
  const migrating = migrationJobs(context);
  const guarded = [...auditing.seals, ...archiving.guarded, ...migrating.guarded];
  const jobs = [...auditing.jobs, ...archiving.jobs, ...migrating.jobs];
  const refused = refusals({ ...context, metrics: context.metrics });
  const guard = new RegionGuard({
    documents,
    clock,
    region,
    firstHolder: activeRegion(topology).name,
    leaseMs: topology.lease.durationMs,
    renewEveryMs: topology.lease.renewEveryMs,
    lookEveryMs: topology.lease.lookEveryMs,
    stamp: (epoch) => stampAll(guarded, epoch),
    mayPromote: () => mayPromote(context.regionHealth.report()),
    stepAsideFor: () => stepAsideFor(context.regions.standing()),
    onRefused: refused,
    onRole: (change) => {
      recordRole(context, change);
      if (change.kind === 'promoted') takeOver(change.from);
    },
    onError: (error) =>
      error instanceof StaleEpochError
        ? refused(error)
        : log.log('warn', 'the region guard got no answer', { err: error }),
  });
  const business = new BusinessRollup({
    documents,
    clock,
    region,
    regions: topology.regions.length,
    keepMs: topology.observability.thanos.retentionMs.oneHour,
  });
  const metrics = scheduledJobsMetrics(context.metrics, pool, guard, business);
  const runner = new JobRunner({ ...context, guard, jobs, onRefused: refused });
  const offer = ({ customerId, _id: id }: Pick<Transaction, 'customerId' | '_id'>) => {
    if (pool.offer(customerId, id) === 'full') metrics.deferred.inc();
  };
  const driver = new Driver({
    ledger,
    clock,
    batch: orphans.batch,
    staleAfterMs: orphans.staleAfterMs,
    callbackDelayMs: progressDelays(topology).decided,
    canDeliver: ({ _id: id, customerId }) => !pool.has(id) && pool.hasRoom(customerId),
    deliver: offer,
    onDriven: (what) => metrics.driven.inc({ what }),
    onOverdue: (ms) => metrics.overdue.set(ms / 1_000),
    onFailed: (error) => log.log('error', 'a transaction could not be driven', { err: error }),
  });
  const drives = new Periodic({
    clock,
    everyMs: Math.min(callback.scanEveryMs, outbox.relayEveryMs, orphans.redriveEveryMs),
    work: () => driver.sweep(patience()),
    excused: (error) => isStoreError(error, 'unavailable'),
    onError: (error) => log.log('warn', 'a sweep for orphans failed', { err: error }),
  });
  const notRolledUp = (error: unknown) =>
    log.log('warn', 'business metrics were not rolled up', { err: error });
  const rollups = new Periodic({
    clock,
    everyMs: topology.observability.prometheus.rollupMs,
    work: () => business.flush(),
    onError: notRolledUp,
  });
  /** Either region drives; one that may leave it to another waits a little, so that they seldom meet. */
  const patience = () => {
    const alone = context.regions.standing()?.othersAble.length === 0;
    return guard.isActive() || alone ? 0 : orphans.redriveEveryMs;
  };
  const takeOver = (lost: string | undefined) => {
    if (lost === undefined || lost === region) return;
    driver
      .takeOver(lost)
      .catch((error: unknown) => log.log('warn', 'taking over was cut short', { err: error }));
  };
  const handle = async (notice: Notice) => {
    if (notice.customerId === undefined) throw new Error('the event names no customer');
    if (notice.type !== 'redriven') {
      metrics.outcomes.inc({ response_type: notice.responseType ?? 'unknown' });
      if (notice.responseType !== undefined) business.count(notice.responseType, notice.at);
    }
    offer({ customerId: notice.customerId, _id: notice.transactionId });
  };
  let subscription: Subscription | undefined;
  guard.onEpoch((state) => context.logger.info(state, 'region guard'));

  return {
    name: 'scheduled-jobs',
    async start() {
      await guard.start();
      subscription = await events.subscribe({
        group: SCHEDULED_JOBS_GROUP,
        topics: [EVENT_TOPICS.decided],
        ...subscriptionFigures(topology, EVENT_TOPICS.decided),
        handle: (batch) => eachNotice(batch, handle),
        onError: (error) => log.log('error', 'a batch of outcomes failed', { err: error }),
      });
      drives.start();
      runner.start();
      rollups.start();
    },
    health: () => {
      if (!subscription) return { ready: false, detail: 'not subscribed to the event log' };
      return drives.failures < FAILED_SWEEPS
        ? { ready: true }
        : { ready: false, detail: 'sweeps fail' };
    },
    async drain(deadlineMs) {
      const until = clock.monotonic() + deadlineMs;
      const left = () => Math.max(0, until - clock.monotonic());
      await deadline(clock, left(), subscription?.close());
      await deadline(
        clock,
        left(),
        Promise.all([drives.stop(), runner.stop(), guard.stop(), rollups.stop()]),
      );
      await deadline(clock, left() / 4, business.flush().catch(notRolledUp));
      // What waits in memory gets half of the time; the rest is driven from documents by whoever lives.
      await deadline(clock, left() / 2, pool.idle());
      await deadline(clock, left(), pool.close());
      await sender.close();
    },
  };
}
