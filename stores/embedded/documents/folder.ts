import type { Clock } from '@tandem/core';
import type { Sqlite, Statement } from '../database.ts';
import type { Journal } from '../journal/journal.ts';
import type { Before, Collection } from './collection.ts';
import type { Entry } from './entry.ts';

export interface FolderOptions {
  readonly database: Sqlite;
  readonly journal: Journal;
  readonly clock: Clock;
  /** How long a document stays in memory after its first write, collecting further ones. */
  readonly dwellMs: number;
  /** Beyond this many bytes of documents in memory, folding no longer waits. */
  readonly memoryBytes: number;
}

const COMMIT_EVERY = 2000;
const ENTRY_OVERHEAD_BYTES = 400;

/**
 * Moves documents from memory into the tables, in slices that fit between two turns. A document that is
 * written seven times in its few seconds of life reaches the table and its indexes once. The journal keeps
 * every segment that a document in memory still needs.
 */
export class Folder {
  readonly #options: FolderOptions;
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #rollback: Statement;
  /** In the order of their oldest unfolded write. */
  #dirty = new Map<Entry, Collection>();
  #written = new Map<Entry, Collection>();
  #bytes = 0;
  #open = false;
  /** The tables refuse writes, and why. */
  failure: unknown;

  constructor(options: FolderOptions) {
    this.#options = options;
    this.#begin = options.database.prepare('BEGIN');
    this.#commit = options.database.prepare('COMMIT');
    this.#rollback = options.database.prepare('ROLLBACK');
  }

  get pending(): number {
    return this.#dirty.size + this.#written.size;
  }

  /** Memory is full and cannot be emptied: nothing more may be accepted. */
  get exhausted(): boolean {
    return this.failure !== undefined && this.#bytes > this.#options.memoryBytes;
  }

  get overfull(): boolean {
    return this.#bytes > this.#options.memoryBytes;
  }

  wrote(collection: Collection, entry: Entry, before: Before | undefined, segment: number): void {
    this.#bytes += (entry.body?.length ?? 0) - (before?.body?.length ?? 0);
    if (before?.held !== true) this.#bytes += ENTRY_OVERHEAD_BYTES;
    if (this.#dirty.has(entry)) return;
    entry.segment = segment;
    entry.dirtySince = this.#options.clock.monotonic();
    this.#dirty.set(entry, collection);
  }

  /** A write was undone, and with it the document's only reason to be in memory. */
  forget(entry: Entry): void {
    this.#dirty.delete(entry);
    this.#bytes -= ENTRY_OVERHEAD_BYTES;
  }

  /** Folds up to `limit` documents that are due; `all`: due or not. Returns how many. */
  step(limit: number, all = false): number {
    const due = this.#options.clock.monotonic() - this.#options.dwellMs;
    let folded = 0;
    try {
      for (const [entry, collection] of this.#dirty) {
        const wait = entry.dirtySince > due && !all && !this.overfull;
        if (wait || folded >= limit) break;
        this.#fold(entry, collection);
        folded += 1;
        if (this.#written.size >= COMMIT_EVERY) this.commit();
      }
      if (folded === 0 && this.#open) this.commit();
      this.failure = undefined;
    } catch (error) {
      this.#giveUp(error);
    }
    return folded;
  }

  #fold(entry: Entry, collection: Collection): void {
    if (!this.#open) this.#begin.run([]);
    this.#open = true;
    if (entry.body) {
      collection.table.put(entry, entry.body);
      collection.noteStored(entry.id, entry.values);
    } else {
      collection.table.delete(entry.id);
    }
    this.#dirty.delete(entry);
    this.#written.set(entry, collection);
  }

  /** After this the tables have it durably, memory may forget it and the journal its segments. */
  commit(): void {
    if (this.#open) this.#commit.run([]);
    this.#open = false;
    for (const [entry, collection] of this.#written) {
      if (this.#dirty.has(entry)) continue;
      this.#bytes -= (entry.body?.length ?? 0) + ENTRY_OVERHEAD_BYTES;
      collection.drop(entry);
    }
    this.#written.clear();
    const [oldest] = this.#dirty.keys();
    this.#options.journal.deleteBelow(oldest?.segment ?? this.#options.journal.segment);
  }

  /** Removes up to `limit` expired documents of each collection from its table. */
  sweep(collections: Iterable<Collection>, limit: number): void {
    try {
      for (const { table } of collections) table.sweep(this.#options.clock.now(), limit);
    } catch (error) {
      this.#giveUp(error);
    }
  }

  #giveUp(error: unknown): void {
    this.failure = error;
    try {
      if (this.#options.database.inTransaction) this.#rollback.run([]);
    } catch (cause) {
      this.failure = cause;
    }
    this.#open = false;
    // What was written and rolled back is the oldest again; it needs its old segments.
    const restored = new Map(this.#written);
    for (const [entry, collection] of this.#dirty) restored.set(entry, collection);
    this.#dirty = restored;
    this.#written = new Map();
  }

  /** Everything into the tables; throws what the disk says. */
  foldAll(): void {
    while (this.#dirty.size > 0) {
      this.step(COMMIT_EVERY, true);
      if (this.failure !== undefined) throw this.failure;
    }
    this.commit();
  }
}
