import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isWhole, LEDGER, type Sealed, sealed, seededRandom } from '../../testing/kill-workload.ts';
import {
  bundleEngine,
  killRepeatedly,
  startEngineProcess,
  startRole,
  type Victim,
} from '../../testing/processes.ts';
import { temporaryDirectory } from '../../testing/temporary.ts';
import { connectDocuments } from './client.ts';

const KILLS = 25;
const SEED = 20_260_101;

interface Counter {
  readonly _id: string;
  readonly version: number;
  readonly count: number;
}

describe('the documents engine under kill -9', () => {
  const directory = temporaryDirectory();
  const socketPath = join(directory.path, 'd.sock');
  let program: string;

  beforeAll(async () => {
    program = await bundleEngine(directory.path);
  });
  afterAll(() => directory.remove());

  function start(name: string): () => Promise<Victim> {
    const dataDir = join(directory.path, name);
    return () => startEngineProcess(program, 'documents', { dataDir, socketPath, dwellMs: 40 });
  }

  test(`keeps every acknowledged write, once, over ${KILLS} deaths of the engine`, async () => {
    const random = seededRandom(SEED);
    const clients = [0, 1, 2].map(() => connectDocuments({ socketPath, retryForMs: 60_000 }));
    let stop = false;
    const inserted: Sealed[] = [];
    const successes = new Map<string, number>();

    const insertAll = async (client: (typeof clients)[number], writer: string): Promise<void> => {
      const ledger = client.collection(LEDGER);
      for (let number = 0; !stop; number += 1) {
        const document = sealed(writer, number);
        await ledger.insert(document);
        inserted.push(document);
      }
    };
    const countUp = async (client: (typeof clients)[number], id: string): Promise<void> => {
      const counters = client.collection<Counter>({ name: 'counters', indexes: [] });
      while (!stop) {
        const held = await counters.get(id);
        if (!held) continue;
        const next = { ...held, version: held.version + 1, count: held.count + 1 };
        if (await counters.replace(next)) successes.set(id, (successes.get(id) ?? 0) + 1);
      }
    };

    const ids = ['a', 'b', 'c'];
    const engineGone = killRepeatedly(start('engine'), KILLS, random);
    const [first] = clients;
    const counters = first?.collection<Counter>({ name: 'counters', indexes: [] });
    await Promise.all(ids.map((_id) => counters?.insert({ _id, version: 1, count: 0 })));
    const work = clients.flatMap((client, at) => [
      ...[0, 1, 2, 3].map((lane) => insertAll(client, `w${at}.${lane}`)),
      ...ids.map((id) => countUp(client, id)),
    ]);
    const engine = await engineGone;
    stop = true;
    await Promise.all(work);

    for (const id of ids) {
      const held = await counters?.get(id);
      expect(held?.count).toBe(successes.get(id));
      expect(held?.version).toBe((held?.count ?? 0) + 1);
    }
    const ledger = first?.collection(LEDGER);
    expect(inserted.length).toBeGreaterThan(KILLS);
    for (const document of inserted) expect(await ledger?.get(document._id)).toEqual(document);
    const found = await ledger?.find({ index: 'seal', limit: 10_000 });
    expect(found).toHaveLength(Math.min(10_000, inserted.length));
    await Promise.all(clients.map((client) => client.close()));
    await engine.kill();
  });

  test(`holds whole what ${KILLS} killed writers had been told, and nothing half`, async () => {
    const random = seededRandom(SEED + 1);
    const engine = await start('writers')();
    const acknowledged: string[] = [];
    for (let round = 0; round < KILLS; round += 1) {
      const writer = startRole(program, 'writer', { socketPath, writer: `w${round}` });
      const told = new Promise<void>((resolve) => {
        writer.child.on('message', (id) => {
          acknowledged.push(String(id));
          resolve();
        });
      });
      await told;
      await new Promise((resolve) => setTimeout(resolve, random() * 20));
      await writer.kill();
    }
    const client = connectDocuments({ socketPath });
    const ledger = client.collection(LEDGER);
    for (const id of acknowledged) {
      const document = await ledger.get(id);
      expect(document && isWhole(document), id).toBe(true);
    }
    const all = await ledger.find({ index: 'place', limit: 10_000 });
    expect(all.length).toBeGreaterThanOrEqual(Math.min(10_000, acknowledged.length));
    expect(all.every(isWhole)).toBe(true);
    await client.close();
    await engine.kill();
  });
});
