import { counter, type WorkloadContext } from '@tandem/runtime';
import type { Documents } from '@tandem/stores';
import { Ledger } from './ledger.ts';

const ledgers = new WeakMap<Documents, Map<string, Ledger>>();

/** The ledger of this process: workloads that share a connection share what it remembers. */
export function ledgerOf(context: WorkloadContext): Ledger {
  const { clock, documents, events, logger, metrics, region } = context;
  const regions = ledgers.get(documents) ?? new Map<string, Ledger>();
  ledgers.set(documents, regions);
  const known = regions.get(region);
  if (known) return known;
  const unpublished = counter(metrics, {
    name: 'tandem_ledger_unpublished_total',
    help: 'Events that the log did not take; the drive of their transaction publishes them again.',
    labelNames: ['topic'],
  });
  const ledger = new Ledger({
    documents,
    events,
    clock,
    region,
    onUnpublished(error, topic, count) {
      unpublished.inc({ topic }, count);
      logger.debug({ err: error, topic, count }, 'events were not published');
    },
  });
  regions.set(region, ledger);
  return ledger;
}
