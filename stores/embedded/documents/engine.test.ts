import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Documents, StoredDocument } from '../../ports/documents.ts';
import { isStoreError } from '../../ports/errors.ts';
import { severable } from '../../testing/severable.ts';
import { temporaryDirectory } from '../../testing/temporary.ts';
import type { Engine } from '../engine.ts';
import { connectDocuments } from './client.ts';
import { startDocumentsEngine } from './engine.ts';

interface Item extends StoredDocument {
  readonly group?: string;
}

const SPEC = { name: 'items', indexes: [{ name: 'group', fields: ['group'], unique: true }] };

describe('the documents engine', () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  let engine: Engine;
  const clients: Documents[] = [];

  beforeEach(async () => {
    directory = temporaryDirectory();
    engine = await startDocumentsEngine({ dataDir: directory.path });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
    await engine.close();
    directory.remove();
  });

  function connect(socketPath = engine.socketPath, retryForMs = 10_000): Documents {
    const client = connectDocuments({ socketPath, retryForMs });
    clients.push(client);
    return client;
  }

  test('does a write once when its answer is lost and the client sends it again', async () => {
    const way = await severable(join(directory.path, 'far.sock'), engine.socketPath);
    const items = connect(way.socketPath).collection<Item>(SPEC);
    for (let round = 0; round < 30; round += 1) {
      const writes = Array.from({ length: 20 }, (_, at) =>
        items.insert({ _id: `${round}.${at}`, version: 1, group: `${round}.${at}` }),
      );
      const replaced = items.insert({ _id: `${round}`, version: 1 }).then(() => {
        way.interrupt();
        return items.replace({ _id: `${round}`, version: 2 });
      });
      setImmediate(() => way.interrupt());
      await Promise.all(writes);
      expect(await replaced).toBe(true);
    }
    await way.sever();
  });

  test('keeps everything over an orderly restart', async () => {
    const items = connect().collection<Item>(SPEC);
    await items.insert({ _id: 'a', version: 1, group: 'one' });
    await engine.close();
    const reading = items.get('a');
    engine = await startDocumentsEngine({ dataDir: directory.path });
    expect(await reading).toEqual({ _id: 'a', version: 1, group: 'one' });
    await expect(items.insert({ _id: 'b', version: 1, group: 'one' })).rejects.toThrow('group');
  });

  test('says that a data directory belongs to another engine', async () => {
    await expect(startDocumentsEngine({ dataDir: directory.path })).rejects.toThrow(
      `${directory.path} belongs to another engine that is running`,
    );
  });

  test('says what is wrong with a data directory that cannot be used', async () => {
    const file = join(directory.path, 'file');
    writeFileSync(file, '');
    await expect(startDocumentsEngine({ dataDir: join(file, 'data') })).rejects.toThrow(
      /cannot use .*file\/data: ENOTDIR/,
    );
    const odd = join(directory.path, 'odd');
    mkdirSync(join(odd, 'documents.db'), { recursive: true });
    await expect(startDocumentsEngine({ dataDir: odd })).rejects.toThrow(/cannot use .*odd/);
  });

  test('refuses an index of another shape under the same name', async () => {
    connect().collection<Item>(SPEC);
    const conflicting = { name: 'items', indexes: [{ name: 'group', fields: ['other'] }] };
    const items = connect().collection<Item>(conflicting);
    const failure = await items.get('a').catch((error: unknown) => error);
    expect(isStoreError(failure, 'invalid')).toBe(true);
    expect(String(failure)).toContain('items.group exists as unique (group)');
  });
});
