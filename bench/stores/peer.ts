import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { type BenchDocument, newDocument, nextDocument, WRITES_PER_LIFE } from './workload.ts';

const COLUMNS = ['version', 'body', 'customer', 'request', 'deadline', 'drive', 'applet'];

/**
 * The floor: one process, no sockets, no other client; a loop that writes the same documents with the same
 * indexes straight into SQLite (synchronous=FULL), `batch` writes a transaction. Returns writes/s.
 */
export function runBareSqlite(batch: number, updates: boolean, seconds: number): number {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-bench-'));
  const database = new Database(join(directory, 'peer.db'));
  try {
    return measure(database, batch, updates, seconds);
  } finally {
    database.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function measure(
  database: Database.Database,
  batch: number,
  updates: boolean,
  seconds: number,
): number {
  for (const setting of ['locking_mode=EXCLUSIVE', 'journal_mode=WAL', 'synchronous=FULL']) {
    database.prepare(`PRAGMA ${setting}`).all();
  }
  database.exec(
    `CREATE TABLE c (id TEXT NOT NULL UNIQUE, ${COLUMNS});
     CREATE UNIQUE INDEX request ON c (customer, request);
     CREATE INDEX deadline ON c (deadline, id);
     CREATE INDEX drive ON c (drive, id) WHERE drive IS NOT NULL;
     CREATE INDEX applet ON c (applet, id) WHERE applet IS NOT NULL`,
  );
  const insert = database.prepare(`INSERT INTO c VALUES (?, ${COLUMNS.map(() => '?')})`);
  const update = database.prepare(
    `UPDATE c SET ${COLUMNS.map((name) => `${name} = ?`)} WHERE id = ? AND version = ?`,
  );
  const alive: BenchDocument[] = [];
  let written = 0;
  let created = 0;
  const write = (at: number): void => {
    const held = updates ? alive[at] : undefined;
    if (held && held.version < WRITES_PER_LIFE) {
      const next = nextDocument(held);
      update.run([...columns(next), next._id, held.version]);
      alive[at] = next;
    } else {
      const fresh = newDocument('peer', created, Date.now());
      created += 1;
      insert.run([fresh._id, ...columns(fresh)]);
      alive[at] = fresh;
    }
    written += 1;
  };
  const endsAt = performance.now() + seconds * 1_000;
  const startedAt = performance.now();
  while (performance.now() < endsAt) {
    database.exec('BEGIN');
    for (let at = 0; at < batch; at += 1) write(at);
    database.exec('COMMIT');
  }
  return (written / (performance.now() - startedAt)) * 1_000;
}

function columns(document: BenchDocument): unknown[] {
  const { version, customerId, requestId, deadline, driveAt, appletId } = document;
  const body = JSON.stringify(document);
  return [version, body, customerId, requestId, deadline, driveAt ?? null, appletId ?? null];
}
