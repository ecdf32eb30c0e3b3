import type { Sqlite, Statement } from '../database.ts';
import { packEntry, unpackEntry } from './codec.ts';
import type { Entry } from './entry.ts';

const FLUSH_MS = 100;

/**
 * Keeps a replica's entries over a restart: changed keys are written every 100 ms, each once. kill -9
 * loses at most what was not written yet and has not reached another replica, as a cache may.
 */
export class CacheStorage {
  readonly #database: Sqlite;
  readonly #put: Statement;
  readonly #delete: Statement;
  readonly #changed = new Map<string, Entry | undefined>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  /** Why the last flush failed; the cache goes on without it. */
  failure: unknown;

  constructor(database: Sqlite) {
    this.#database = database;
    database.exec(
      'CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, entry BLOB) WITHOUT ROWID',
    );
    this.#put = database.prepare('INSERT OR REPLACE INTO entries VALUES (?, ?)');
    this.#delete = database.prepare('DELETE FROM entries WHERE key = ?');
  }

  *load(): Generator<readonly [key: string, entry: Entry]> {
    for (const row of this.#database.prepare('SELECT key, entry FROM entries').raw(true).all()) {
      const [key, bytes] = Array.isArray(row) ? row : [];
      const entry = bytes instanceof Uint8Array ? unpackEntry(bytes) : undefined;
      if (typeof key === 'string' && entry) yield [key, entry];
    }
  }

  changed(key: string, entry: Entry | undefined): void {
    if (this.#closed) return;
    this.#changed.set(key, entry);
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#changed.size === 0) return;
    try {
      this.#database.exec('BEGIN');
      for (const [key, entry] of this.#changed) {
        if (entry) this.#put.run([key, packEntry(entry)]);
        else this.#delete.run([key]);
      }
      this.#database.exec('COMMIT');
      this.#changed.clear();
      this.failure = undefined;
    } catch (error) {
      this.failure = error;
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
      this.#timer = setTimeout(() => this.flush(), FLUSH_MS * 10);
    }
  }

  close(): void {
    this.flush();
    clearTimeout(this.#timer);
    this.#closed = true;
  }
}
