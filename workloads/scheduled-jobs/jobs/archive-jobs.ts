import type { Clock } from '@tandem/core';
import type { Archives, Logger } from '@tandem/runtime';
import type { Documents } from '@tandem/stores';
import type { Topology } from '@tandem/topology';
import { archiveChain, archiveCursorOf } from '../../audit/index.ts';
import { writeBackup } from '../../backup/index.ts';
import { type Guarded, GuardedDocument } from '../../guard/index.ts';
import type { SingletonJob } from './job.ts';

export interface ArchiveJobsOptions {
  readonly region: string;
  readonly documents: Documents;
  readonly archive: Archives;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly topology: Topology;
}

/** When the last whole backup began, under which epoch. */
interface BackupCursor extends Guarded {
  readonly lastAt: number;
  readonly lastId: string;
}

const BACKUPS = { name: 'backups', indexes: [] } as const;
const DAY_MS = 86_400_000;
/** A segment has a few hundred kilobytes at most; so many are in memory at once. */
const SEGMENTS_OF_AN_OBJECT = 64;

/** Copies of what must outlive the documents: sealed audit segments, and every day the documents themselves. */
export function archiveJobs(options: ArchiveJobsOptions): {
  readonly guarded: readonly GuardedDocument<Guarded>[];
  readonly jobs: readonly SingletonJob[];
} {
  const { region, documents, archive, clock, logger, topology } = options;
  const { maintenance, audit, aws, regions } = topology;
  const cursors = regions.map(({ name }) => archiveCursorOf(documents, name));
  const backups = new GuardedDocument<BackupCursor>(documents.collection<BackupCursor>(BACKUPS), {
    _id: 'documents',
    lastAt: 0,
    lastId: '',
  });
  const archiveAudit: SingletonJob = {
    name: 'archive-audit',
    everyMs: maintenance.purgeEveryMs,
    async run({ epoch, goOn }) {
      for (const cursor of cursors) {
        const archived = await archiveChain({
          documents,
          archive: archive.audit,
          prefix: archive.prefix,
          cursor,
          epoch,
          maxSegments: SEGMENTS_OF_AN_OBJECT,
          retentionMs: audit.retentionMs,
          goOn,
        });
        if (archived > 0) logger.info({ chain: cursor.id, archived }, 'audit segments archived');
      }
    },
  };
  const backup: SingletonJob = {
    name: 'backup',
    everyMs: maintenance.purgeEveryMs,
    async run({ epoch, goOn }) {
      const current = await backups.read();
      if (!current || clock.now() - current.lastAt < DAY_MS) return;
      const manifest = await writeBackup({
        documents,
        archive: archive.backups,
        prefix: archive.prefix,
        region,
        epoch,
        clock,
        lockedForMs: lockOf(aws),
        goOn,
      });
      if (!manifest) return;
      const { startedAt, id } = manifest;
      await backups.change(current, epoch, { lastAt: startedAt, lastId: id });
      logger.info({ backup: id, parts: manifest.parts.length }, 'documents backed up');
    },
  };
  return {
    // Stamping reads no field of its own kind.
    guarded: [...cursors, backups] as unknown as readonly GuardedDocument<Guarded>[],
    jobs: [archiveAudit, backup],
  };
}

const lockOf = ({ s3 }: Topology['aws']): number =>
  s3.buckets.find(({ name }) => name === 'backups')?.lockedForMs ?? 0;
