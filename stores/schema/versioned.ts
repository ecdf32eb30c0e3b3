import type { Collection, IndexQuery, StoredDocument } from '../ports/documents.ts';
import { StoreError } from '../ports/errors.ts';

type Fields = Readonly<Record<string, unknown>>;

/** From one shape to the next and back. `up(down(x))` is `x`: nothing that either release knows is lost. */
export interface SchemaStep {
  readonly up: (older: Fields) => Fields;
  readonly down: (newer: Fields) => Fields;
}

/**
 * The shapes of the documents of one collection. A rolling deploy runs two releases at once, so a release
 * works with `version` and writes `writes`, the newest shape that the release before it reads
 * (docs/guides/schema-changes.md).
 */
export interface DocumentSchema {
  readonly version: number;
  readonly writes: number;
  /** By the shape that they begin with. A shape without a step is no longer read. */
  readonly steps: Readonly<Record<number, SchemaStep>>;
}

/** Documents carry their shape in this field; without it they are of the first. */
const SHAPE = 'schema';

/** The collection as this release sees it, whatever releases wrote what is in it. */
export function versioned<D extends StoredDocument>(
  collection: Collection<D>,
  schema: DocumentSchema,
): Collection<D> {
  for (let shape = schema.writes; shape < schema.version; shape += 1) stepFrom(schema, shape);
  return {
    insert: (document) => collection.insert(written(document, schema)),
    replace: (document) => collection.replace(written(document, schema)),
    remove: (id, version) => collection.remove(id, version),
    async get(id) {
      const stored = await collection.get(id);
      return stored && read(stored, schema);
    },
    async find(query: IndexQuery) {
      const found = await collection.find(query);
      return found.map((stored) => read(stored, schema));
    },
  };
}

/** The shape of a document as it is stored. */
export function shapeOfStored(stored: StoredDocument): number {
  const shape: unknown = Reflect.get(stored, SHAPE);
  return typeof shape === 'number' ? shape : 1;
}

function read<D extends StoredDocument>(stored: D, schema: DocumentSchema): D {
  const from = shapeOfStored(stored);
  if (from > schema.version) {
    throw new StoreError(
      'invalid',
      `${stored._id} is of shape ${from}, this release reads up to ${schema.version}: deploy the release that wrote it`,
    );
  }
  const { [SHAPE]: _, ...fields } = fieldsOf(stored);
  let document: Fields = fields;
  for (let shape = from; shape < schema.version; shape += 1) {
    document = stepFrom(schema, shape).up(document);
  }
  return document as unknown as D;
}

function written<D extends StoredDocument>(document: D, schema: DocumentSchema): D {
  let fields = fieldsOf(document);
  for (let shape = schema.version; shape > schema.writes; shape -= 1) {
    fields = stepFrom(schema, shape - 1).down(fields);
  }
  const marked = schema.writes === 1 ? fields : { ...fields, [SHAPE]: schema.writes };
  return marked as unknown as D;
}

function fieldsOf(document: StoredDocument): Fields {
  return Object.fromEntries(Object.entries(document));
}

function stepFrom({ steps, version }: DocumentSchema, shape: number): SchemaStep {
  const step = steps[shape];
  if (step) return step;
  const reason = `documents of shape ${shape} are no longer read by this release, which knows ${version}`;
  throw new StoreError(
    'invalid',
    `${reason}: run the release before it until its migration is done`,
  );
}
