import type { Logger } from '@tandem/runtime';
import type { Documents } from '@tandem/stores';
import type { Topology } from '@tandem/topology';
import type { Guarded, GuardedDocument } from '../../guard/index.ts';
import { MIGRATIONS, migrate, migrationCursorOf } from '../../migrations/index.ts';
import type { SingletonJob } from './job.ts';

export interface MigrationJobsOptions {
  readonly documents: Documents;
  readonly logger: Logger;
  readonly topology: Topology;
}

/** Moves documents to the shape of this release, in the order of the migrations, while everything works. */
export function migrationJobs({ documents, logger, topology }: MigrationJobsOptions): {
  readonly guarded: readonly GuardedDocument<Guarded>[];
  readonly jobs: readonly SingletonJob[];
} {
  const { purgeEveryMs, purgeBatch: batch } = topology.maintenance;
  const steps = MIGRATIONS.map((migration) => ({
    migration,
    cursor: migrationCursorOf(documents, migration),
  }));
  const job: SingletonJob = {
    name: 'migrate',
    everyMs: purgeEveryMs,
    async run({ epoch, goOn }) {
      for (const { migration, cursor } of steps) {
        const before = await cursor.read();
        if (before?.done) continue;
        const after = await migrate({ documents, migration, cursor, epoch, batch, goOn });
        if (!after?.done) return;
        logger.info({ migration: migration.id, rewritten: after.rewritten }, 'migration done');
      }
    },
  };
  return {
    // Stamping reads no field of its own kind.
    guarded: steps.map(({ cursor }) => cursor) as unknown as readonly GuardedDocument<Guarded>[],
    jobs: steps.length === 0 ? [] : [job],
  };
}
