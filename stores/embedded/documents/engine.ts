import { join } from 'node:path';
import { type Clock, type FaultBoard, systemClock } from '@tandem/core';
import { closeDatabase, openDatabase } from '../database.ts';
import { type Engine, engineOf } from '../engine.ts';
import { Journal } from '../journal/journal.ts';
import { EngineServer } from '../wire/engine-server.ts';
import { socketPathFor } from '../wire/socket-path.ts';
import { Catalog } from './catalog.ts';
import { type DocumentFault, Faults } from './faults.ts';
import { Folder } from './folder.ts';
import type { GuardedWrite } from './guarded-writes.ts';
import { Partitions } from './partitions.ts';
import { DocumentsService } from './service.ts';
import { Writer } from './writer.ts';

export interface DocumentsEngineOptions {
  readonly dataDir: string;
  /** Default: `documents.sock` in the data directory (see socketPathFor). */
  readonly socketPath?: string;
  readonly clock?: Clock;
  /** How long a written document stays in memory before it goes to the tables. Default 5 s. */
  readonly dwellMs?: number;
  /** Documents in memory beyond this are moved to the tables at once. Default 64 MB. */
  readonly memoryBytes?: number;
  /** Hears of every insert and compare-and-set of a document that carries `epoch`, accepted or refused. */
  readonly onGuardedWrite?: (write: GuardedWrite) => void;
}

export interface DocumentsEngine extends Engine {
  readonly faults: FaultBoard<DocumentFault>;
}

const SEGMENT_BYTES = 8 * 1024 * 1024;
const HOUSEKEEPING_MS = 20;
const FOLD_SLICE = 64;
const SWEEP_EVERY = 50;
const SWEEP_ROWS = 200;

/**
 * Starts the engine that owns the documents in `dataDir`. Rejects with StoreError `unavailable` and the
 * reason when the directory is read-only, full, damaged or owned by another engine.
 */
export async function startDocumentsEngine(
  options: DocumentsEngineOptions,
): Promise<DocumentsEngine> {
  const clock = options.clock ?? systemClock;
  const database = openDatabase({
    path: join(options.dataDir, 'documents.db'),
    synchronous: 'FULL',
  });
  const catalog = new Catalog(database);
  const replayed: [unknown, number][] = [];
  const journal = Journal.open({
    dir: join(options.dataDir, 'journal'),
    sync: true,
    segmentBytes: SEGMENT_BYTES,
    onRecord: (value, segment) => replayed.push([value, segment]),
  });
  const folder = new Folder({
    database,
    journal,
    clock,
    dwellMs: options.dwellMs ?? 5_000,
    memoryBytes: options.memoryBytes ?? 64 * 1024 * 1024,
  });
  const writer = new Writer(catalog, folder, journal, clock, options.onGuardedWrite);
  for (const [value, segment] of replayed) writer.replay(value, segment);
  const partitions = new Partitions();
  const faults = new Faults(clock, partitions);
  const server = await EngineServer.listen({
    socketPath: options.socketPath ?? socketPathFor(options.dataDir, 'documents'),
    services: {
      documents: new DocumentsService({ catalog, writer, folder, faults, partitions, clock }),
    },
  });
  const stopHousekeeping = keepHouse(catalog, folder);
  const engine = engineOf(server.socketPath, async () => {
    await server.close();
    stopHousekeeping();
    folder.foldAll();
    journal.close();
    closeDatabase(database);
  });
  return { ...engine, faults: faults.board };
}

/** Small steps beside the traffic: reads keys into the filter, folds what is due, removes what expired. */
function keepHouse(catalog: Catalog, folder: Folder): () => void {
  const warmUp = catalog.warmUp();
  let round = 0;
  const timer = setInterval(() => {
    round += 1;
    warmUp.next();
    folder.step(FOLD_SLICE);
    if (round % SWEEP_EVERY !== 0 || folder.failure !== undefined) return;
    folder.sweep(catalog.all, SWEEP_ROWS);
  }, HOUSEKEEPING_MS);
  return () => clearInterval(timer);
}
