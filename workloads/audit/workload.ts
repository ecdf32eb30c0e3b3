import { counter, histogram, type Workload, type WorkloadContext } from '@tandem/runtime';
import type { Subscription } from '@tandem/stores';
import { deadline } from '../pace/index.ts';
import { ChainAppender } from './appender.ts';
import { AUDIT_INDEX, indexSegment } from './segment-index.ts';

export const AUDIT_GROUP = 'audit';

/** One segment holds what arrived in this time, or so many entries if they come sooner. */
const LINGER_MS = 200;
const MAX_ENTRIES = 512;
const RETRY_MS = 500;
/** Batches of different partitions that one segment may gather. */
const CONCURRENCY = 128;

/** Appends every event of this region's log to the region's hash chain. */
export function createAudit(context: WorkloadContext): Workload {
  const { clock, documents, events, logger, metrics, region, topology } = context;
  const appended = counter(metrics, {
    name: 'tandem_audit_entries_total',
    help: 'Entries that this process added to the audit chain.',
  });
  const segments = counter(metrics, {
    name: 'tandem_audit_segments_total',
    help: 'Segments that this process added to the audit chain.',
  });
  const retries = counter(metrics, {
    name: 'tandem_audit_retries_total',
    help: 'Segments that had to be written again, by reason.',
    labelNames: ['reason'],
  });
  const lag = histogram(metrics, {
    name: 'tandem_audit_lag_seconds',
    help: 'From the storing of an event in the log to its place in the chain; the oldest of a segment.',
  });
  const index = documents.collection(AUDIT_INDEX);
  let failing = false;
  const appender = new ChainAppender({
    documents,
    clock,
    region,
    maxEntries: MAX_ENTRIES,
    lingerMs: LINGER_MS,
    retryMs: RETRY_MS,
    onAppended: (segment, added) => {
      failing = false;
      appended.inc(segment.count);
      segments.inc();
      lag.observe(Math.max(0, clock.now() - segment.firstAt) / 1_000);
      indexSegment(index, segment, added, topology.authentication.idempotencyMs).catch(
        (error: unknown) => logger.debug({ err: error }, 'a segment was not indexed'),
      );
    },
    onRace: () => retries.inc({ reason: 'race' }),
    onUnavailable: (error) => {
      failing = true;
      retries.inc({ reason: 'unavailable' });
      logger.warn({ err: error }, 'the audit log cannot be written');
    },
  });
  let subscription: Subscription | undefined;
  return {
    name: 'audit',
    async start() {
      subscription = await events.subscribe({
        group: AUDIT_GROUP,
        topics: topology.events.topics.map(({ name }) => name),
        maxBatch: topology.events.consumer.maxBatch,
        concurrency: CONCURRENCY,
        retryDelayMs: topology.events.consumer.retryDelayMs,
        maxAttempts: topology.events.consumer.maxAttempts,
        handle: (batch) => appender.append(batch),
        onError: (error) =>
          logger.error({ err: error }, 'events could not be added to the audit log'),
      });
    },
    health: () => {
      if (!subscription) return { ready: false, detail: 'not started' };
      return failing ? { ready: false, detail: 'the chain cannot be written' } : { ready: true };
    },
    async drain(deadlineMs) {
      appender.hurry();
      await deadline(clock, deadlineMs, subscription?.close());
      appender.stop();
    },
  };
}
