import type { GuardedWrite } from '@tandem/stores';
import { serialize } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GuardedBook, mongoInspector } from './mongo-inspector.ts';
import { MongoFrames } from './mongo-message.ts';

function message(
  id: number,
  responseTo: number,
  body: Record<string, unknown>,
  sequence?: { readonly name: string; readonly documents: readonly Record<string, unknown>[] },
): Buffer {
  const sections = [Buffer.from([0]), Buffer.from(serialize(body))];
  if (sequence) {
    const content = Buffer.concat([
      Buffer.from(`${sequence.name}\0`),
      ...sequence.documents.map((document) => Buffer.from(serialize(document))),
    ]);
    const size = Buffer.alloc(4);
    size.writeInt32LE(content.length + 4);
    sections.push(Buffer.from([1]), size, content);
  }
  const payload = Buffer.concat([Buffer.alloc(4), ...sections]);
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + payload.length, 0);
  header.writeInt32LE(id, 4);
  header.writeInt32LE(responseTo, 8);
  header.writeInt32LE(2013, 12);
  return Buffer.concat([header, payload]);
}

const hello = (name: string) =>
  message(1, 0, { hello: 1, client: { application: { name } }, $db: 'admin' });

function rig(
  delayOf: () => number = () => 0,
  gate: () => Promise<void> | undefined = () => undefined,
) {
  const writes: GuardedWrite[] = [];
  const clients: string[] = [];
  const passed: Buffer[] = [];
  const inspector = mongoInspector({
    identify: (client) => clients.push(client),
    book: new GuardedBook((write) => writes.push(write)),
    delayOf,
    gate,
  });
  const send = (bytes: Buffer) => inspector.fromClient(bytes, (out) => passed.push(out));
  return { inspector, send, writes, clients, passed };
}

describe('mongoInspector', () => {
  it('learns who the client is from its first message', () => {
    const { send, clients } = rig();
    send(hello('tandem us-east-1'));
    send(hello('tandem us-west-2'));
    expect(clients).toEqual(['us-east-1']);
  });

  it('tells what the server made of writes that carry an epoch, and of no others', () => {
    const { inspector, send, writes, passed } = rig();
    const lease = { _id: 'lease', version: 1, epoch: 1, holder: 'us-east-1' };
    const insert = { insert: 'region-guard', $db: 'tandem' };
    const update = { update: 'region-guard', $db: 'tandem' };
    const change = (version: number, epoch: number) => ({
      name: 'updates',
      documents: [{ q: { _id: 'lease' }, u: { ...lease, version, epoch } }],
    });
    const asked = Buffer.concat([
      hello('tandem us-east-1'),
      message(2, 0, insert, { name: 'documents', documents: [lease] }),
      message(3, 0, update, change(2, 2)),
      message(4, 0, update, change(2, 1)),
      message(5, 0, { insert: 'transactions' }, { name: 'documents', documents: [{ _id: 'x' }] }),
    ]);
    // Cut where a network may cut.
    for (let at = 0; at < asked.length; at += 100) send(asked.subarray(at, at + 100));
    expect(Buffer.concat(passed).equals(asked)).toBe(true);
    expect(inspector.awaits()).toBe(true);
    for (const [id, n] of [
      [2, 1],
      [3, 1],
      [4, 0],
      [5, 1],
    ] as const) {
      inspector.fromServer(message(100 + id, id, { n, ok: 1 }));
    }
    expect(inspector.awaits()).toBe(false);
    expect(writes).toEqual([
      {
        collection: 'region-guard',
        id: 'lease',
        client: 'us-east-1',
        epoch: 1,
        version: 1,
        holder: 'us-east-1',
        accepted: true,
      },
      {
        collection: 'region-guard',
        id: 'lease',
        client: 'us-east-1',
        epoch: 2,
        version: 2,
        holder: 'us-east-1',
        accepted: true,
      },
      {
        collection: 'region-guard',
        id: 'lease',
        client: 'us-east-1',
        epoch: 1,
        version: 2,
        holder: 'us-east-1',
        accepted: false,
        heldEpoch: 2,
        heldVersion: 2,
      },
    ]);
  });

  it('keeps guarded writes back when told, and the order of what follows', async () => {
    const { send, passed } = rig(() => 5);
    const guarded = message(
      2,
      0,
      { insert: 'g' },
      { name: 'documents', documents: [{ _id: 'a', epoch: 1, version: 1 }] },
    );
    const next = message(3, 0, { ping: 1 });
    send(Buffer.concat([guarded, next]));
    expect(passed).toEqual([]);
    await expect.poll(() => passed.length).toBe(2);
    expect(Buffer.concat(passed).equals(Buffer.concat([guarded, next]))).toBe(true);
  });

  it('lets only greetings pass while there is no primary', async () => {
    let elected: () => void = () => undefined;
    let waiting: Promise<void> | undefined = new Promise((resolve) => {
      elected = resolve;
    });
    const { send, passed } = rig(undefined, () => waiting);
    send(hello('tandem us-east-1'));
    expect(passed).toHaveLength(1);
    send(message(2, 0, { find: 'transactions' }));
    expect(passed).toHaveLength(1);
    waiting = undefined;
    elected();
    await expect.poll(() => passed.length).toBe(2);
  });

  it('refuses with an error, never otherwise, whatever bytes come', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 5 }), (chunks) => {
        const { inspector, send } = rig();
        for (const chunk of chunks) {
          try {
            send(Buffer.from(chunk));
            inspector.fromServer(Buffer.from(chunk));
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
          }
        }
      }),
    );
    const damaged = message(1, 0, { hello: 1, client: { application: { name: 'x' } } });
    damaged.writeInt32LE(1_000_000, 21);
    expect(() => rig().send(damaged)).toThrow();
  });
});

describe('MongoFrames', () => {
  it('gives whole messages, however the bytes come', () => {
    const messages = [message(1, 0, { a: 1 }), message(2, 1, { b: 'x'.repeat(500) })];
    const bytes = Buffer.concat(messages);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 50 }), (cuts) => {
        const frames = new MongoFrames();
        const found: number[] = [];
        let from = 0;
        for (const size of [...cuts, bytes.length]) {
          const part = bytes.subarray(from, from + size);
          found.push(...frames.push(part).map(({ id }) => id));
          from += size;
        }
        expect(found).toEqual([1, 2]);
      }),
    );
  });
});
