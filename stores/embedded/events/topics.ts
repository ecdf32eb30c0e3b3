import { StoreError } from '../../ports/errors.ts';
import type { Sqlite } from '../database.ts';

interface Topic {
  readonly partitions: number;
  readonly retentionMs: number;
}

/** The declared topics, kept beside the offsets. Partitions may be added, never taken away. */
export class Topics {
  readonly #database: Sqlite;
  readonly #topics = new Map<string, Topic>();
  readonly #partitions = new Map<string, number>();

  constructor(database: Sqlite) {
    this.#database = database;
    database.exec(
      'CREATE TABLE IF NOT EXISTS topics (name TEXT PRIMARY KEY, partitions INTEGER, retention INTEGER)',
    );
    for (const row of database.prepare('SELECT * FROM topics').raw(true).all()) {
      const [name, partitions, retentionMs] = Array.isArray(row) ? row : [];
      this.#keep(String(name), {
        partitions: Number(partitions),
        retentionMs: Number(retentionMs),
      });
    }
  }

  /** Topic -> number of its partitions. */
  get partitions(): ReadonlyMap<string, number> {
    return this.#partitions;
  }

  has(name: string): boolean {
    return this.#topics.has(name);
  }

  retentionOf(partition: string): number {
    const topic = this.#topics.get(partition.slice(0, partition.lastIndexOf('/')));
    return topic?.retentionMs ?? 0;
  }

  /** Returns whether partitions were added. */
  declare(name: string, partitions: number, retentionMs: number): boolean {
    const held = this.#topics.get(name);
    if (held && held.partitions >= partitions && held.retentionMs === retentionMs) return false;
    const topic = { partitions: Math.max(partitions, held?.partitions ?? 0), retentionMs };
    try {
      this.#database
        .prepare('INSERT OR REPLACE INTO topics VALUES (?, ?, ?)')
        .run([name, topic.partitions, retentionMs]);
    } catch (cause) {
      throw new StoreError('unavailable', `cannot create the topic ${name}: ${String(cause)}`, {
        cause,
      });
    }
    this.#keep(name, topic);
    return topic.partitions !== held?.partitions;
  }

  #keep(name: string, topic: Topic): void {
    this.#topics.set(name, topic);
    this.#partitions.set(name, topic.partitions);
  }
}
