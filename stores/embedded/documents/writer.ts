import type { Clock } from '@tandem/core';
import { StoreError } from '../../ports/errors.ts';
import type { Journal } from '../journal/journal.ts';
import type { EngineConnection } from '../wire/engine-connection.ts';
import { Ledger, type PackedSession, type SessionState } from '../wire/ledger.ts';
import type { Catalog } from './catalog.ts';
import { type Before, type Collection, duplicate } from './collection.ts';
import type { Folder } from './folder.ts';
import { type GuardedWrite, GuardedWrites } from './guarded-writes.ts';
import type { FieldValues } from './index-values.ts';
import { INSERT, REMOVE, type WriteRequest } from './operations.ts';

export interface Write {
  readonly connection: EngineConnection;
  readonly request: WriteRequest;
  readonly collection: Collection;
  /** The indexed values in the order of the collection's columns. */
  readonly values: FieldValues;
}

type Outcome = boolean | StoreError;

/** [collection, id, version, body or null when removed, values] */
type Change = readonly [number, string, number, Buffer | null, FieldValues];
/** A journal record: the effects of one turn and the sessions that caused them. */
type TurnRecord = readonly [sessions: readonly PackedSession[], changes: readonly Change[]];

/** Applies writes: in memory first, then as one journal record, and back out of memory if that fails. */
export class Writer {
  readonly #ledger = new Ledger();
  readonly #guarded: GuardedWrites;
  readonly #catalog: Catalog;
  readonly #folder: Folder;
  readonly #journal: Journal;
  readonly #clock: Clock;

  constructor(
    catalog: Catalog,
    folder: Folder,
    journal: Journal,
    clock: Clock,
    onGuardedWrite?: (write: GuardedWrite) => void,
  ) {
    this.#guarded = new GuardedWrites(onGuardedWrite);
    this.#catalog = catalog;
    this.#folder = folder;
    this.#journal = journal;
    this.#clock = clock;
  }

  /** Of a write that may be held up, or may overtake one that is. */
  arrived({ session }: EngineConnection, id: number): void {
    this.#ledger.arrived(this.#ledger.session(session, this.#clock.now()), id);
  }

  /** Of a write that nobody will decide any more. */
  refused({ session }: EngineConnection, id: number): void {
    this.#ledger.failed(this.#ledger.session(session, this.#clock.now()), id);
  }

  /** One group commit; every write is answered when it is on the disk, or refused. */
  commit(writes: readonly Write[]): void {
    const outcomes: Outcome[] = [];
    const changes: Change[] = [];
    const undo: { before: Before; session: SessionState; id: number }[] = [];
    const sessions = new Set<SessionState>();
    const now = this.#clock.now();
    for (const write of writes) {
      const id = write.request[0];
      const session = this.#ledger.session(write.connection.session, now);
      if (this.#ledger.hasTakenEffect(session, id)) {
        outcomes.push(true);
        continue;
      }
      const result = this.#apply(write);
      if (typeof result === 'object' && 'before' in result) {
        this.#ledger.succeeded(session, id);
        undo.push({ before: result.before, session, id });
        changes.push(result.change);
        sessions.add(session);
        outcomes.push(true);
      } else {
        this.#ledger.failed(session, id);
        outcomes.push(result);
      }
      this.#guarded.note(outcomes.length - 1, write, outcomes.at(-1));
      this.#ledger.acknowledge(session, write.connection.acknowledgedBelow);
    }
    const refusal = changes.length === 0 ? undefined : this.#persist(sessions, changes);
    if (refusal) {
      for (const { before, session, id } of undo.reverse()) {
        const gone = before.collection.undo(before);
        if (gone) this.#folder.forget(gone);
        this.#ledger.failed(session, id);
      }
    }
    for (const [at, { connection, request }] of writes.entries()) {
      const outcome = refusal ?? outcomes[at];
      if (typeof outcome === 'boolean') connection.answer(request[0], outcome);
      else connection.fail(request[0], outcome);
    }
    this.#guarded.tell(outcomes, refusal);
  }

  #apply(write: Write): { before: Before; change: Change } | Outcome {
    const { collection, request, values } = write;
    const [, operation, , id, version] = request;
    if (operation === REMOVE) {
      if (collection.versionOf(id) !== version) return false;
      return this.#put(collection, id, version, undefined, []);
    }
    const stored = collection.versionOf(id);
    if (operation === INSERT) {
      if (stored !== 0) return duplicate(collection, '_id');
    } else if (stored !== version - 1 || stored === 0) {
      return false;
    }
    const index = collection.holderConflict(id, values);
    if (index !== undefined) return duplicate(collection, index);
    return this.#put(collection, id, version, request[5], values);
  }

  #put(
    collection: Collection,
    id: string,
    version: number,
    body: Buffer | undefined,
    values: FieldValues,
  ): { before: Before; change: Change } {
    const before = collection.put(id, version, body, values);
    const entry = collection.entries.get(id);
    if (entry) this.#folder.wrote(collection, entry, before, this.#journal.segment);
    return { before, change: [collection.id, id, version, body ?? null, values] };
  }

  #persist(sessions: Iterable<SessionState>, changes: readonly Change[]): StoreError | undefined {
    try {
      if (this.#folder.exhausted) {
        throw new StoreError(
          'unavailable',
          `the tables refuse writes: ${String(this.#folder.failure)}`,
        );
      }
      if (this.#journal.full) this.#journal.roll();
      this.#journal.append([this.#packed(sessions), changes] satisfies TurnRecord);
      return undefined;
    } catch (error) {
      if (error instanceof StoreError) return error;
      throw error;
    }
  }

  /**
   * A segment begins with all sessions, so that older segments can go. They are in the very record of the
   * turn: their marks already count its writes, and must not be on the disk without them.
   */
  #packed(sessions: Iterable<SessionState>): PackedSession[] {
    if (!this.#journal.empty) return this.#ledger.pack(sessions);
    this.#ledger.forgetIdle(this.#clock.now());
    return this.#ledger.pack();
  }

  /** Applies a record read back from the journal. */
  replay(value: unknown, segment: number): void {
    const [sessions, changes] = turnRecord(value);
    this.#ledger.restore(sessions);
    for (const [collectionId, id, version, body, values] of changes) {
      const collection = this.#catalog.byId(collectionId);
      if (!collection) throw new StoreError('unavailable', `no collection ${collectionId}`);
      const known = collection.completeValues(body ?? undefined, values);
      const before = collection.put(id, version, body ?? undefined, known);
      const entry = collection.entries.get(id);
      if (entry) this.#folder.wrote(collection, entry, before, segment);
    }
  }
}

/** The checksum vouches for what this same module wrote; only its outer form is looked at again. */
function turnRecord(value: unknown): TurnRecord {
  if (isTurnRecord(value)) return value;
  throw new StoreError('unavailable', 'the journal holds a record of another kind');
}

function isTurnRecord(value: unknown): value is TurnRecord {
  return (
    Array.isArray(value) && value.length === 2 && Array.isArray(value[0]) && Array.isArray(value[1])
  );
}
