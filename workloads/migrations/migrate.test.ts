import { type CollectionSpec, type SchemaStep, shapeOfStored, versioned } from '@tandem/stores';
import { describe, expect, test } from 'vitest';
import { StaleEpochError } from '../guard/index.ts';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { migrate, migrationCursorOf } from './migrate.ts';
import { MIGRATIONS, type Migration } from './migration.ts';

interface Price {
  readonly _id: string;
  readonly version: number;
  readonly at: number;
  readonly cents?: number;
}

const PRICES: CollectionSpec<Price> = {
  name: 'prices',
  indexes: [{ name: 'recent', fields: ['at'] }],
};
const CENTS: SchemaStep = {
  up: ({ euros, ...rest }) => ({ ...rest, cents: Number(euros) * 100 }),
  down: ({ cents, ...rest }) => ({ ...rest, euros: Number(cents) / 100 }),
};
const MIGRATION: Migration<Price> = {
  id: '0001-prices-in-cents',
  collection: PRICES,
  index: 'recent',
  schema: { version: 2, writes: 2, steps: { 1: CENTS } },
  valuesOf: ({ at }) => [at],
};

async function world(count = 25) {
  const documents = new MemoryDocuments();
  const raw = documents.collection(PRICES);
  for (let at = 0; at < count; at += 1) {
    await raw.insert({ _id: `p${at}`, version: 1, at, euros: at } as Price);
  }
  const cursor = migrationCursorOf(documents, MIGRATION);
  await cursor.stamp(1);
  const run = (epoch = 1, goOn = () => true) =>
    migrate({ documents, migration: MIGRATION, cursor, epoch, batch: 4, goOn });
  const shapes = async () => {
    const all = await raw.find({ index: 'recent', limit: 1_000 });
    return new Set(all.map(shapeOfStored));
  };
  return { documents, raw, cursor, run, shapes };
}

describe('a migration', () => {
  test('rewrites every document once, and is done for good', async () => {
    const { documents, raw, run, shapes } = await world();
    expect(await run()).toMatchObject({ done: true, rewritten: 25 });
    expect(await shapes()).toEqual(new Set([2]));
    const current = versioned(raw, MIGRATION.schema);
    expect(await current.get('p7')).toEqual({ _id: 'p7', version: 2, at: 7, cents: 700 });
    documents.interfere = ({ collection }) => {
      if (collection === 'prices') throw new Error('it was done');
    };
    expect(await run()).toMatchObject({ done: true, rewritten: 25 });
  });

  test('goes on where it was interrupted, in another region under another epoch', async () => {
    const { cursor, run, shapes } = await world();
    let pages = 0;
    const part = await run(1, () => {
      pages += 1;
      return pages <= 2;
    });
    expect(part).toMatchObject({ done: false, rewritten: 8 });
    await cursor.stamp(2);
    await expect(run(1)).rejects.toThrow(StaleEpochError);
    expect((await run(2))?.done).toBe(true);
    expect(await shapes()).toEqual(new Set([2]));
  });

  test('by two at once it is done once, and what others write meanwhile is kept', async () => {
    const { documents, raw, run, shapes } = await world();
    const current = versioned(raw, MIGRATION.schema);
    let raced = false;
    documents.interfere = async ({ collection, kind, id }) => {
      if (raced || collection !== 'prices' || kind !== 'replace' || id !== 'p3') return;
      raced = true;
      const now = await current.get('p3');
      if (now) await current.replace({ ...now, version: now.version + 1, cents: 5 });
    };
    await Promise.all([run(), run()]);
    expect((await run())?.done).toBe(true);
    expect(await shapes()).toEqual(new Set([2]));
    expect(await current.get('p3')).toMatchObject({ cents: 5 });
  });
});

test('migrations are numbered without a gap', () => {
  for (const [at, { id }] of MIGRATIONS.entries()) {
    expect(id).toMatch(new RegExp(`^${String(at + 1).padStart(4, '0')}-[a-z0-9-]+$`));
  }
});
