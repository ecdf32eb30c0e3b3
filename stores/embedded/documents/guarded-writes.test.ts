import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Documents, StoredDocument } from '../../ports/documents.ts';
import { temporaryDirectory } from '../../testing/temporary.ts';
import { connectDocuments } from './client.ts';
import { type DocumentsEngine, startDocumentsEngine } from './engine.ts';
import type { GuardedWrite } from './guarded-writes.ts';

interface Guarded extends StoredDocument {
  readonly epoch?: number;
  readonly holder?: string;
  readonly note?: string;
}

let directory: ReturnType<typeof temporaryDirectory>;
let engine: DocumentsEngine;
let east: Documents;
let writes: GuardedWrite[];
beforeEach(async () => {
  directory = temporaryDirectory();
  writes = [];
  engine = await startDocumentsEngine({
    dataDir: directory.path,
    onGuardedWrite: (write) => writes.push(write),
  });
  east = connectDocuments({ socketPath: engine.socketPath, client: 'us-east-1' });
});
afterEach(async () => {
  await east.close();
  await engine.close();
  directory.remove();
});

const guards = () => east.collection<Guarded>({ name: 'guards', indexes: [] });

test('tells of every accepted insert and replacement of a document with an epoch', async () => {
  await guards().insert({ _id: 'lease', version: 1, epoch: 1, holder: 'us-east-1' });
  await guards().replace({ _id: 'lease', version: 2, epoch: 2 });
  const common = { accepted: true, collection: 'guards', id: 'lease', client: 'us-east-1' };
  expect(writes).toEqual([
    { ...common, epoch: 1, version: 1, holder: 'us-east-1' },
    { ...common, epoch: 2, version: 2 },
  ]);
});

test('tells of refusals with what was held then', async () => {
  await guards().insert({ _id: 'seal', version: 1, epoch: 4 });
  await guards().replace({ _id: 'seal', version: 2, epoch: 5 });
  writes.length = 0;
  const zombie = guards().replace({ _id: 'seal', version: 2, epoch: 4 });
  const next = guards().replace({ _id: 'seal', version: 3, epoch: 5 });
  expect(await Promise.all([zombie, next])).toEqual([false, true]);
  await expect(guards().insert({ _id: 'seal', version: 1, epoch: 1 })).rejects.toThrow('_id');
  expect(await guards().replace({ _id: 'none', version: 2, epoch: 1 })).toBe(false);
  const common = { collection: 'guards', client: 'us-east-1' };
  const refused = { ...common, accepted: false };
  expect(writes).toEqual([
    { ...refused, id: 'seal', epoch: 4, version: 2, heldEpoch: 5, heldVersion: 2 },
    { ...common, accepted: true, id: 'seal', epoch: 5, version: 3 },
    {
      ...refused,
      id: 'seal',
      epoch: 1,
      version: 1,
      heldEpoch: 5,
      heldVersion: 3,
      reason: 'duplicate',
    },
    { ...refused, id: 'none', epoch: 1, version: 2 },
  ]);
});

test('says nothing of documents without an epoch of their own', async () => {
  await guards().insert({ _id: 'plain', version: 1, note: '"epoch":' });
  await guards().insert({ _id: 'text', version: 1, note: 'x' });
  await guards().remove('plain', 1);
  expect(writes).toEqual([]);
});

test('names a client that gave no name', async () => {
  const other = connectDocuments({ socketPath: engine.socketPath });
  await other.collection<Guarded>({ name: 'guards', indexes: [] }).insert({
    _id: 'x',
    version: 1,
    epoch: 1,
  });
  await other.close();
  expect(writes.map(({ client }) => client)).toEqual(['unnamed']);
});
