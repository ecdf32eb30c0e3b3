import { once } from 'node:events';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterEach, describe, expect, test } from 'vitest';
import { mongoMissing } from '../../test/engines/mongo.ts';
import { eventually } from '../contract/adapter.ts';
import { temporaryDirectory } from '../testing/temporary.ts';
import { TcpProxy } from './testing/proxy.ts';
import { Bench, NOTES, note, stepDown, unavailable } from './testing/trouble.ts';

const reason = mongoMissing();
const PATIENT_MS = 60_000;

describe.skipIf(reason !== undefined)(`MongoDB in trouble${reason ? ` (${reason})` : ''}`, () => {
  const bench = new Bench();
  afterEach(() => bench.clear());

  async function behindProxy() {
    const proxy = new TcpProxy();
    bench.end(() => proxy.close());
    const server = await bench.server({ advertisedPort: await proxy.listen() });
    proxy.leadTo(server.port);
    return { proxy, documents: bench.connect({ url: server.url, retryForMs: PATIENT_MS }) };
  }

  test('of fifty writers exactly one wins each version', async () => {
    const { url } = await bench.server();
    const clients = [bench.connect({ url }), bench.connect({ url })];
    await clients[0]?.collection(NOTES).insert(note('a'));
    for (let version = 2; version <= 4; version += 1) {
      const tries = Array.from({ length: 50 }, async (_, writer) =>
        clients[writer % 2]?.collection(NOTES).replace(note('a', version, `${writer}`)),
      );
      const won = (await Promise.all(tries)).flatMap((one, writer) => (one ? [writer] : []));
      expect(won).toHaveLength(1);
      expect(await clients[0]?.collection(NOTES).get('a')).toEqual(note('a', version, `${won[0]}`));
    }
  });

  test('indexes are there before anything is asked for, made once for each collection', async () => {
    const { url } = await bench.server();
    const documents = bench.connect({ url });
    const spec = { ...NOTES, indexes: [{ name: 'text', fields: ['text'] }] };
    documents.collection(spec);
    expect(documents.collection(spec)).toBe(documents.collection(spec));
    await documents.prepare?.();
    const client = new MongoClient(url);
    bench.end(() => client.close());
    const names = (await client.db('tandem').collection('notes').indexes()).map(({ name }) => name);
    expect(names).toContain('text');
  });

  test('a server that was killed comes back with all that it acknowledged, and the rest waits for it', async () => {
    const directory = temporaryDirectory();
    bench.end(async () => directory.remove());
    const server = await bench.server({ file: join(directory.path, 'mongo.db') });
    const notes = bench.connect({ url: server.url, retryForMs: PATIENT_MS }).collection(NOTES);
    for (let at = 0; at < 50; at += 1) await notes.insert(note(`n${at}`));
    const writes = Array.from({ length: 50 }, (_, at) => notes.replace(note(`n${at}`, 2)));
    await Promise.race(writes);
    await server.stop('SIGKILL');
    const reading = notes.get('n49');
    await server.start();
    expect(await Promise.all(writes)).toEqual(writes.map(() => true));
    expect(await reading).toMatchObject({ _id: 'n49' });
    for (let at = 0; at < 50; at += 1) expect((await notes.get(`n${at}`))?.version).toBe(2);
  });

  test('an election delays writes and reads, and nobody sees an error', async () => {
    const server = await bench.server();
    const documents = bench.connect({ url: server.url, retryForMs: PATIENT_MS });
    const notes = documents.collection(NOTES);
    await notes.insert(note('a'));
    await stepDown(server, 2);
    await documents.reach();
    const during = [notes.insert(note('b')), notes.replace(note('a', 2)), documents.ping()];
    expect(await notes.get('a')).toBeDefined();
    expect(await Promise.all(during)).toEqual([undefined, true, undefined]);
  });

  test('without a primary members are reached, and what needs one says in time that there is none', async () => {
    const { url } = await bench.server({ secondary: true });
    const documents = bench.connect({ url, variable: 'TANDEM_MONGODB_URL_X' });
    expect((await documents.reach()).time).toBeGreaterThan(0);
    const messages = await Promise.all([
      unavailable(documents.ping()),
      unavailable(documents.collection(NOTES).insert(note('a'))),
      unavailable(documents.collection(NOTES).get('a')),
    ]);
    const said =
      /TANDEM_MONGODB_URL_X: members answer, none of them is primary: wait for the election, or bring back a majority; at 127/;
    for (const message of messages) expect(message).toMatch(said);
  });

  test('a server that cannot be reached gives one line that names the variable and the reason', async () => {
    const documents = bench.connect({ url: 'mongodb://127.0.0.1:1/', retryForMs: 4_000 });
    const messages = await Promise.all([
      unavailable(documents.ping()),
      unavailable(documents.reach()),
      unavailable(documents.collection(NOTES).get('a')),
    ]);
    for (const message of messages) {
      expect(message).toMatch(
        /^documents: (notes: )?TANDEM_MONGODB_URL: the connection is refused \(ECONNREFUSED\); at 127.0.0.1:1$/,
      );
    }
  });

  test('a server that answers nothing any more costs the operation its time, not the process', async () => {
    const server = await bench.server();
    const notes = bench.connect({ url: server.url, retryForMs: 6_000 }).collection(NOTES);
    await notes.insert(note('a'));
    process.kill(server.pid, 'SIGSTOP');
    const message = await unavailable(notes.get('a'));
    process.kill(server.pid, 'SIGCONT');
    expect(message).toMatch(/^documents: (notes: )?TANDEM_MONGODB_URL: /);
    await eventually('an answer', () =>
      notes.get('a').then(
        (found) => found !== undefined,
        () => false,
      ),
    );
  });

  test('a lost answer: the write is found again and counts once', async () => {
    const { proxy, documents } = await behindProxy();
    const notes = documents.collection(NOTES);
    await notes.insert(note('warm'));
    for (const losses of [1, 3]) {
      const id = `lost-${losses}`;
      proxy.loseAnswers(id, losses);
      await notes.insert(note(id));
      expect(proxy.lost).toBe(true);
      proxy.loseAnswers(id, losses);
      expect(await notes.replace(note(id, 2, 'mine'))).toBe(true);
      expect(proxy.lost).toBe(true);
      expect(await notes.get(id)).toEqual(note(id, 2, 'mine'));
    }
  });

  test('a lost answer to a removal that the driver could not repeat is not called a success', async () => {
    const { proxy, documents } = await behindProxy();
    const notes = documents.collection(NOTES);
    await notes.insert(note('gone'));
    proxy.loseAnswers('gone', 3);
    expect(await unavailable(notes.remove('gone', 1))).toContain('the answer to a write was lost');
    expect(await notes.get('gone')).toBeUndefined();
  });

  test('closing ends what waits, and the process with it', async () => {
    const documents = bench.connect({ url: 'mongodb://127.0.0.1:1/', retryForMs: PATIENT_MS });
    const waiting = documents.ping().catch((error: { code?: string }) => error.code);
    await once(AbortSignal.timeout(50), 'abort');
    await documents.close();
    expect(await waiting).toBe('closed');
  });
});
