import type { Clock } from '@tandem/core';
import { gauge, type Logger, type Registry } from '@tandem/runtime';
import type { Documents } from '@tandem/stores';
import type { Topology } from '@tandem/topology';
import { purgeChain, type Seal, sealChain, sealOf } from '../../audit/index.ts';
import type { GuardedDocument } from '../../guard/index.ts';
import type { SingletonJob } from './job.ts';

export interface AuditJobsOptions {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly topology: Topology;
}

export interface AuditJobs {
  /** One seal for each region's chain. */
  readonly seals: readonly GuardedDocument<Seal>[];
  readonly jobs: readonly SingletonJob[];
}

/** Sealing and purging of the audit chains of all regions. */
export function auditJobs(options: AuditJobsOptions): AuditJobs {
  const { documents, clock, logger, metrics, topology } = options;
  const { audit, maintenance } = topology;
  const seals = topology.regions.map(({ name }) => sealOf(documents, name));
  const broken = gauge(metrics, {
    name: 'tandem_audit_chain_broken',
    help: '1 when the sealing of this chain found a segment that is not what was appended.',
    labelNames: ['chain'],
  });
  const sealed = gauge(metrics, {
    name: 'tandem_audit_sealed_segments',
    help: 'Sequence number up to which the chain is sealed.',
    labelNames: ['chain'],
  });
  const report = (seal: Seal) => {
    broken.set({ chain: seal.region }, seal.breach ? 1 : 0);
    sealed.set({ chain: seal.region }, seal.sealedSeq);
    if (seal.breach) logger.error({ chain: seal.region, ...seal.breach }, 'audit chain is broken');
  };
  const seal: SingletonJob = {
    name: 'seal-audit',
    everyMs: audit.sealEveryMs,
    async run({ epoch, goOn }) {
      for (const each of seals) {
        const maxEntries = audit.sealMaxEntries;
        const now = clock.now();
        const stands = await sealChain({ documents, seal: each, epoch, now, maxEntries, goOn });
        if (stands) report(stands);
      }
    },
  };
  const purge: SingletonJob = {
    name: 'purge-audit',
    everyMs: maintenance.purgeEveryMs,
    async run({ epoch, goOn }) {
      for (const each of seals) {
        const removed = await purgeChain({
          documents,
          seal: each,
          epoch,
          now: clock.now(),
          retentionMs: audit.retentionMs,
          batch: maintenance.purgeBatch,
          goOn,
        });
        if (removed > 0) logger.info({ chain: each.id, removed }, 'audit segments purged');
      }
    },
  };
  return { seals, jobs: [seal, purge] };
}
