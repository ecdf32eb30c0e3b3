import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectDocuments } from '../embedded/documents/client.ts';
import { type DocumentsEngine, startDocumentsEngine } from '../embedded/documents/engine.ts';
import type { Collection, CollectionSpec, Documents } from '../ports/documents.ts';
import { temporaryDirectory } from '../testing/temporary.ts';
import { type DocumentSchema, type SchemaStep, shapeOfStored, versioned } from './versioned.ts';

interface Contact {
  readonly _id: string;
  readonly version: number;
  /** The first shape. */
  readonly name?: string;
  /** The second. */
  readonly names?: { readonly given: string; readonly family: string };
}

const CONTACTS: CollectionSpec<Contact> = {
  name: 'contacts',
  indexes: [{ name: 'version', fields: ['version'] }],
};
const SPLIT: SchemaStep = {
  up({ name, ...rest }) {
    const [given = '', family = ''] = String(name).split('\t');
    return { ...rest, names: { given, family } };
  },
  down({ names, ...rest }) {
    const { given, family } = names as { given: string; family: string };
    return { ...rest, name: `${given}\t${family}` };
  },
};

/** Four releases in a row; any two neighbours may run at once. */
const RELEASES: readonly DocumentSchema[] = [
  { version: 1, writes: 1, steps: {} },
  { version: 2, writes: 1, steps: { 1: SPLIT } },
  { version: 2, writes: 2, steps: { 1: SPLIT } },
  { version: 2, writes: 2, steps: {} },
];

describe('documents of several releases', () => {
  const directory = temporaryDirectory();
  let engine: DocumentsEngine;
  let documents: Documents;
  let raw: Collection<Contact>;
  beforeAll(async () => {
    engine = await startDocumentsEngine({ dataDir: directory.path });
    documents = connectDocuments({ socketPath: engine.socketPath });
    raw = documents.collection(CONTACTS);
  });
  afterAll(async () => {
    await documents.close();
    await engine.close();
    directory.remove();
  });
  const release = (n: number): Collection<Contact> => {
    const schema = RELEASES[n];
    if (!schema) throw new Error(`no release ${n}`);
    return versioned(raw, schema);
  };

  test('the old one reads what the new one writes, and the other way round', async () => {
    const [old, next] = [release(0), release(1)];
    await old.insert({ _id: 'a', version: 1, name: 'Ada\tLovelace' });
    expect(await next.get('a')).toEqual({
      _id: 'a',
      version: 1,
      names: { given: 'Ada', family: 'Lovelace' },
    });
    await next.replace({ _id: 'a', version: 2, names: { given: 'Ada', family: 'King' } });
    expect(await old.get('a')).toEqual({ _id: 'a', version: 2, name: 'Ada\tKing' });
  });

  test('the one after writes the new shape, which its predecessor reads and the first refuses', async () => {
    await release(2).insert({ _id: 'b', version: 1, names: { given: 'Alan', family: 'Turing' } });
    expect(shapeOfStored((await raw.get('b')) ?? { _id: '', version: 0 })).toBe(2);
    expect(await release(1).get('b')).toMatchObject({ names: { given: 'Alan' } });
    await expect(release(0).get('b')).rejects.toThrow(
      /b is of shape 2, this release reads up to 1/,
    );
  });

  test('the last one refuses what was never migrated, and says what to do', async () => {
    await release(0).insert({ _id: 'c', version: 1, name: 'x\ty' });
    await expect(release(3).get('c')).rejects.toThrow(/shape 1 are no longer read.*migration/);
    expect(await release(3).find({ index: 'version', from: 99, limit: 1 })).toEqual([]);
  });

  test('whatever neighbours write in turn, nothing is lost', async () => {
    const word = fc.string({ minLength: 1 }).filter((text) => !text.includes('\t'));
    const write = fc.record({ second: fc.boolean(), given: word, family: word });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 6 }), async (writes) => {
        const _id = `p${count++}`;
        for (const [at, { second, given, family }] of writes.entries()) {
          const [writer, reader] = second ? [release(2), release(1)] : [release(1), release(2)];
          const document = { _id, version: at + 1, names: { given, family } };
          if (at === 0) await writer.insert(document);
          else expect(await writer.replace(document)).toBe(true);
          expect(await reader.get(_id)).toEqual(document);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('a schema that cannot write what it works with is refused at once', () => {
    expect(() => versioned(raw, { version: 3, writes: 1, steps: { 1: SPLIT } })).toThrow(/shape 2/);
  });
});
