import {
  type Collection,
  type Documents,
  type IndexQuery,
  type StoredDocument,
  shapeOfStored,
  versioned,
} from '@tandem/stores';
import { type Guarded, GuardedDocument } from '../guard/index.ts';
import type { Migration } from './migration.ts';

/** How far a migration has come; carries the epoch, so that one region at a time moves it on (DESIGN.md, I5). */
export interface MigrationCursor extends Guarded {
  readonly after: IndexQuery['after'] | null;
  readonly rewritten: number;
  readonly done: boolean;
}

const CURSORS = { name: 'migrations', indexes: [] } as const;

export function migrationCursorOf(
  documents: Documents,
  { id }: Pick<Migration, 'id'>,
): GuardedDocument<MigrationCursor> {
  const collection = documents.collection<MigrationCursor>(CURSORS);
  return new GuardedDocument(collection, { _id: id, after: null, rewritten: 0, done: false });
}

export interface MigrateOptions<D extends StoredDocument> {
  readonly documents: Documents;
  readonly migration: Migration<D>;
  readonly cursor: GuardedDocument<MigrationCursor>;
  readonly epoch: number;
  readonly batch: number;
  readonly goOn: () => boolean;
}

/**
 * Works until the migration is done or somebody else should do it; resolves to the cursor it left. Each
 * document is rewritten by compare-and-set, so a step that is done twice, or by two, changes nothing more.
 */
export async function migrate<D extends StoredDocument>(
  options: MigrateOptions<D>,
): Promise<MigrationCursor | undefined> {
  const { documents, migration, cursor, epoch, batch, goOn } = options;
  const stored = documents.collection(migration.collection);
  let at = await cursor.read();
  while (at && !at.done && goOn()) {
    const page: D[] = await stored.find({
      index: migration.index,
      limit: batch,
      ...(at.after ? { after: at.after } : {}),
    });
    let { rewritten } = at;
    for (const document of page) if (await rewrite(stored, migration, document)) rewritten += 1;
    const last = page.at(-1);
    const after = last ? { values: migration.valuesOf(last), id: last._id } : at.after;
    at = await cursor.change(at, epoch, { after, rewritten, done: page.length < batch });
  }
  return at;
}

/** False when it has the shape already, by whomever. */
async function rewrite<D extends StoredDocument>(
  stored: Collection<D>,
  { schema }: Migration<D>,
  found: D,
): Promise<boolean> {
  const current = versioned(stored, schema);
  let raw: D | undefined = found;
  while (raw && shapeOfStored(raw) < schema.writes) {
    const document = await current.get(raw._id);
    if (!document) return false;
    if (await current.replace({ ...document, version: document.version + 1 })) return true;
    raw = await stored.get(raw._id);
  }
  return false;
}
