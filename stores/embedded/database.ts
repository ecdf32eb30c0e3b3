import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { StoreError } from '../ports/errors.ts';

export type Sqlite = Database.Database;
export type Statement = Database.Statement<unknown[]>;

export interface DatabaseOptions {
  readonly path: string;
  /** FULL: a commit is on the disk. OFF: it is in the page cache, which survives kill -9. */
  readonly synchronous: 'FULL' | 'OFF';
}

/**
 * Opens a SQLite file for this process alone: the lock is held until the process ends, however it ends.
 * Throws StoreError `unavailable` when the directory is read-only, full, or owned by another engine.
 */
export function openDatabase(options: DatabaseOptions): Sqlite {
  try {
    mkdirSync(dirname(options.path), { recursive: true });
    const database = new Database(options.path);
    pragma(database, 'locking_mode=EXCLUSIVE');
    pragma(database, 'journal_mode=WAL');
    pragma(database, `synchronous=${options.synchronous}`);
    pragma(database, 'cache_size=-32768');
    pragma(database, 'wal_autocheckpoint=4000');
    pragma(database, 'temp_store=MEMORY');
    database.exec('BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS owned (once INTEGER); COMMIT');
    return database;
  } catch (cause) {
    throw new StoreError('unavailable', reasonFor(options.path, cause), { cause });
  }
}

/**
 * Closes the file and lets go of its lock at once: libsql itself does so only when the garbage collector
 * has found every statement.
 */
export function closeDatabase(database: Sqlite): void {
  pragma(database, 'journal_mode=DELETE');
  pragma(database, 'locking_mode=NORMAL');
  database.prepare('SELECT COUNT(*) FROM sqlite_master').get();
  database.close();
}

function pragma(database: Sqlite, text: string): void {
  database.prepare(`PRAGMA ${text}`).all();
}

function reasonFor(path: string, cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const dir = dirname(path);
  if (/locked|busy/i.test(reason)) return `${dir} belongs to another engine that is running`;
  if (/readonly|read-only|EROFS|EACCES|EPERM/i.test(reason))
    return `${dir} is not writable: ${reason}`;
  if (/full|ENOSPC|no space/i.test(reason)) return `the disk of ${dir} is full: ${reason}`;
  return `cannot use ${dir}: ${reason}`;
}
