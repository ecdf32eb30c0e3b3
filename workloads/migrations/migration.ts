import type { CollectionSpec, DocumentSchema, IndexValue, StoredDocument } from '@tandem/stores';

/**
 * Rewrites what older releases left in an older shape. It belongs to the first release that no longer runs
 * beside one which writes that shape (docs/guides/schema-changes.md).
 */
export interface Migration<D extends StoredDocument = StoredDocument> {
  /** A number and a name, such as `0001-split-names`: never changed, never used again. */
  readonly id: string;
  readonly collection: CollectionSpec<D>;
  /** Every document of the collection is in it. */
  readonly index: string;
  readonly schema: DocumentSchema;
  /** The values of the index, which a page continues after. */
  readonly valuesOf: (stored: D) => readonly IndexValue[];
}

/** In the order of their numbers; only ever added to. No shape has changed so far. */
export const MIGRATIONS: readonly Migration[] = [];
