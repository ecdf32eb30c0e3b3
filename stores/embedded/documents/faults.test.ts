import { createConnection } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Documents, StoredDocument } from '../../ports/documents.ts';
import { temporaryDirectory } from '../../testing/temporary.ts';
import { encodeFrame } from '../wire/frames.ts';
import { connectDocuments } from './client.ts';
import { type DocumentsEngine, startDocumentsEngine } from './engine.ts';

const SPEC = { name: 'items', indexes: [] };
const OTHERS = { name: 'others', indexes: [] };
const EAST = 'us-east-1';

describe('faults of the documents engine', () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  let engine: DocumentsEngine;
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

  function connect(client?: string, retryForMs = 10_000): Documents {
    const { socketPath } = engine;
    const documents = connectDocuments({
      socketPath,
      retryForMs,
      ...(client === undefined ? {} : { client }),
    });
    clients.push(documents);
    return documents;
  }

  const insert = (documents: Documents, id = 'a') =>
    documents.collection<StoredDocument>(SPEC).insert({ _id: id, version: 1 });
  const read = (documents: Documents, id = 'a') =>
    documents.collection<StoredDocument>(SPEC).get(id);

  test('no-majority: unavailable, but for greetings, until it heals', async () => {
    const items = connect().collection<StoredDocument>(SPEC);
    const { id } = engine.faults.inject({ kind: 'no-majority' });
    for (const work of [items.insert({ _id: 'a', version: 1 }), items.get('a'), connect().ping()]) {
      await expect(work).rejects.toThrow('no majority');
    }
    expect((await connect().reach()).time).toBeGreaterThan(0);
    engine.faults.heal(id);
    await items.insert({ _id: 'a', version: 1 });
    expect(await items.get('a')).toEqual({ _id: 'a', version: 1 });
  });

  test('election: what needs a primary waits while reads go on, and all proceeds', async () => {
    const documents = connect();
    await documents.ping();
    engine.faults.inject({ kind: 'election', stallMs: 60_000 });
    let written = false;
    const write = insert(documents).then(() => {
      written = true;
    });
    const ping = connect()
      .ping()
      .then(() => written);
    expect(await read(documents)).toBeUndefined();
    expect((await connect().reach()).time).toBeGreaterThan(0);
    expect(written).toBe(false);
    engine.faults.healAll();
    expect(await ping).toBe(true);
    await write;
    expect(await read(documents)).toBeDefined();
  });

  test('election: ends by itself when its time is over', async () => {
    const documents = connect();
    await documents.ping();
    engine.faults.inject({ kind: 'election', stallMs: 30 });
    await insert(documents);
    await insert(documents, 'b');
  });

  test('an election that heals into a lost majority refuses what it held up', async () => {
    const documents = connect();
    await documents.ping();
    const { id } = engine.faults.inject({ kind: 'election', stallMs: 60_000 });
    const write = insert(documents);
    await read(documents);
    engine.faults.inject({ kind: 'no-majority' });
    engine.faults.heal(id);
    await expect(write).rejects.toThrow('no majority');
  });

  test('slow: one client and some collections only', async () => {
    const [east, west] = [connect(EAST), connect('us-west-2')];
    engine.faults.inject({ kind: 'slow', delayMs: 60_000, client: EAST, collections: ['items'] });
    const order: string[] = [];
    const late = insert(east).catch(() => order.push('late'));
    await insert(west);
    await east.collection<StoredDocument>(OTHERS).insert({ _id: 'a', version: 1 });
    await east.ping();
    expect(order).toEqual([]);
    await east.close();
    await late;
    expect(order).toEqual(['late']);
  });

  test('slow: a write is done when it arrives, in spite of what came in between', async () => {
    const [east, west] = [connect(EAST), connect('us-west-2')];
    await insert(west);
    const replace = (documents: Documents) =>
      documents.collection<StoredDocument>(SPEC).replace({ _id: 'a', version: 2 });
    engine.faults.inject({ kind: 'slow', delayMs: 20, client: EAST });
    const late = replace(east);
    await new Promise(setImmediate);
    expect(await replace(west)).toBe(true);
    expect(await late).toBe(false);
  });

  test('slow: a write is done although later ones of its client were done before it', async () => {
    const east = connect(EAST);
    engine.faults.inject({ kind: 'slow', delayMs: 20, client: EAST, collections: ['items'] });
    const late = insert(east);
    const others = east.collection<StoredDocument>(OTHERS);
    await others.insert({ _id: 'a', version: 1 });
    await late;
    engine.faults.healAll();
    expect(await read(east)).toBeDefined();
    await expect(insert(east)).rejects.toThrow('another document');
  });

  test('slow: writes of one moment are done, the ones in time and the late ones', async () => {
    const east = connect(EAST);
    engine.faults.inject({ kind: 'slow', delayMs: 20, client: EAST, collections: ['items'] });
    const others = east.collection<StoredDocument>(OTHERS);
    const work = ['a', 'b', 'c'].flatMap((id) => [
      others.insert({ _id: id, version: 1 }),
      insert(east, id),
    ]);
    await Promise.all(work);
    engine.faults.healAll();
    for (const id of ['a', 'b', 'c']) {
      expect(await read(east, id)).toBeDefined();
      expect(await others.get(id)).toBeDefined();
    }
  });

  test('slow-guarded: only writes of documents with an epoch', async () => {
    const east = connect(EAST);
    const guards = east.collection<StoredDocument & { epoch: number }>(OTHERS);
    engine.faults.inject({ kind: 'slow-guarded', delayMs: 60_000, client: EAST });
    const late = guards.insert({ _id: 'lease', version: 1, epoch: 1 });
    await insert(east);
    expect(await guards.get('lease')).toBeUndefined();
    await connect('us-west-2')
      .collection<StoredDocument & { epoch: number }>(OTHERS)
      .insert({ _id: 'lease', version: 1, epoch: 2 });
    await east.close();
    await expect(late).rejects.toThrow('closed');
  });

  test('a silent partition holds up what one client sends, and delivers it when it heals', async () => {
    const [east, west] = [connect(EAST), connect('us-west-2')];
    await east.ping();
    engine.faults.inject({ kind: 'partition', client: EAST });
    const held = insert(east);
    await insert(west, 'b');
    await west.ping();
    expect(await read(west)).toBeUndefined();
    engine.faults.healAll();
    await held;
    expect(await read(west)).toBeDefined();
  });

  test('a silent partition leaves its client without an answer for as long as it cares to wait', async () => {
    const east = connect(EAST, 150);
    await east.ping();
    engine.faults.inject({ kind: 'partition', client: EAST, mode: 'silent' });
    await expect(insert(east)).rejects.toThrow('unavailable for 150 ms (no answer)');
  });

  test('a silent partition greets no new connection before it heals', async () => {
    engine.faults.inject({ kind: 'partition', client: EAST, mode: 'silent' });
    const east = connect(EAST);
    const pinged = east.ping();
    await connect('us-west-2').ping();
    engine.faults.healAll();
    await pinged;
  });

  test('what was held up for a client that has gone is lost with it', async () => {
    const [east, west] = [connect(EAST), connect('us-west-2')];
    await east.ping();
    engine.faults.inject({ kind: 'partition', client: EAST, mode: 'silent' });
    const lost = insert(east);
    await west.ping();
    await east.close();
    await expect(lost).rejects.toThrow('closed');
    await west.ping();
    engine.faults.healAll();
    expect(await read(west)).toBeUndefined();
  });

  test('a refusing partition cuts and refuses connections, and only one of two that heal', async () => {
    const [east, west] = [connect(EAST, 150), connect('us-west-2')];
    await Promise.all([east.ping(), west.ping()]);
    const first = engine.faults.inject({ kind: 'partition', client: EAST, mode: 'refusing' });
    engine.faults.inject({ kind: 'partition', client: 'eu-west-1', mode: 'refusing' });
    await expect(insert(east)).rejects.toThrow('unavailable for 150 ms');
    await expect(connect('eu-west-1', 150).ping()).rejects.toThrow('unavailable');
    await west.ping();
    engine.faults.heal(first.id);
    await east.ping();
    await expect(connect('eu-west-1', 150).ping()).rejects.toThrow('unavailable');
  });

  test('a greeting with malformed details costs its own connection', async () => {
    const socket = createConnection(engine.socketPath);
    socket.write(encodeFrame(['tandem', 1, 'documents', 'session-1', { client: 17 }]));
    await new Promise((resolve) => socket.on('close', resolve));
    await connect().ping();
  });
});
