import type { Sqlite, Statement } from '../database.ts';

const FLUSH_MS = 25;

/**
 * What each group has committed, in memory and, a moment later, in a SQLite file of its own. kill -9 may
 * lose the last few milliseconds: those events are delivered again, as after any lost commit.
 */
export class Offsets {
  readonly #groups = new Map<string, Map<string, number>>();
  readonly #dirty = new Map<string, readonly [group: string, partition: string, offset: number]>();
  readonly #database: Sqlite;
  readonly #save: Statement;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  failure: unknown;

  constructor(database: Sqlite) {
    this.#database = database;
    database.exec(
      `CREATE TABLE IF NOT EXISTS offsets
       (consumer TEXT, partition TEXT, position INTEGER, PRIMARY KEY (consumer, partition)) WITHOUT ROWID`,
    );
    this.#save = database.prepare('INSERT OR REPLACE INTO offsets VALUES (?, ?, ?)');
    for (const row of database.prepare('SELECT * FROM offsets').raw(true).all()) {
      const [group, partition, offset] = Array.isArray(row) ? row : [];
      this.#of(String(group)).set(String(partition), Number(offset));
    }
  }

  committed(group: string, partition: string): number | undefined {
    return this.#groups.get(group)?.get(partition);
  }

  partitionsOf(group: string): ReadonlyMap<string, number> {
    return this.#groups.get(group) ?? new Map();
  }

  commit(group: string, partition: string, offset: number): void {
    this.#of(group).set(partition, offset);
    if (this.#closed) return;
    this.#dirty.set(`${group}\n${partition}`, [group, partition, offset]);
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#dirty.size === 0) return;
    try {
      this.#database.exec('BEGIN');
      for (const row of this.#dirty.values()) this.#save.run([...row]);
      this.#database.exec('COMMIT');
      this.#dirty.clear();
      this.failure = undefined;
    } catch (error) {
      this.failure = error;
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
      this.#timer = setTimeout(() => this.flush(), FLUSH_MS * 40);
    }
  }

  close(): void {
    this.flush();
    clearTimeout(this.#timer);
    this.#closed = true;
  }

  #of(group: string): Map<string, number> {
    let offsets = this.#groups.get(group);
    if (!offsets) {
      offsets = new Map();
      this.#groups.set(group, offsets);
    }
    return offsets;
  }
}
