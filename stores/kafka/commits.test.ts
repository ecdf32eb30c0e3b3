import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Cluster } from './cluster.ts';
import { Commits } from './commits.ts';
import { loadKafka } from './library.ts';
import type { Coordinator } from './offsets.ts';

const PLACE = { topic: 't', partition: 0 };

interface Sent {
  readonly epoch: number;
  readonly offsets: Readonly<Record<string, number>>;
}

/** A coordinator that answers with these errors first, then well. */
async function scene(...refusals: readonly string[]) {
  const library = await loadKafka();
  const sent: Sent[] = [];
  const told: unknown[] = [];
  const left = [...refusals];
  let [epoch, asked] = [1, 0];
  const cluster = {
    library,
    pause: () => turn(),
    call(
      _to: unknown,
      _api: unknown,
      _group: string,
      at: number,
      _id: string,
      _: null,
      topics: Topic[],
    ) {
      const offsets = topics.flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex, committedOffset }) => [
          `${name}/${partitionIndex}`,
          Number(committedOffset),
        ]),
      );
      sent.push({ epoch: at, offsets: Object.fromEntries(offsets) });
      const apiId = left.shift();
      if (apiId === undefined) return Promise.resolve({});
      epoch += 1;
      const error = apiId === 'ECONNRESET' ? {} : { apiId };
      return Promise.reject(Object.assign(new Error('refused'), error));
    },
  };
  const coordinator = {
    group: 'g',
    find: () => Promise.resolve(1),
    forget: () => {
      asked += 1;
    },
  };
  const commits = new Commits({
    cluster: cluster as unknown as Cluster,
    coordinator: coordinator as unknown as Coordinator,
    member: () => ({ id: 'm', epoch }),
    onError: (error) => told.push(error),
  });
  return { commits, sent, told, forgotten: () => asked };
}

interface Topic {
  readonly name: string;
  readonly partitions: readonly { partitionIndex: number; committedOffset: bigint }[];
}

describe('commits', () => {
  test('leave together, the newest of each partition', async () => {
    const { commits, sent } = await scene();
    for (const offset of [1, 2, 3]) commits.add({ ...PLACE, offset });
    commits.add({ topic: 't', partition: 1, offset: 7 });
    commits.add({ topic: 'u', partition: 0, offset: 9 });
    await commits.flush();
    expect(sent).toEqual([{ epoch: 1, offsets: { 't/0': 3, 't/1': 7, 'u/0': 9 } }]);
  });

  test('are sent again in the epoch that a heartbeat has brought, and nobody is told', async () => {
    const { commits, sent, told } = await scene('STALE_MEMBER_EPOCH', 'STALE_MEMBER_EPOCH');
    commits.add({ ...PLACE, offset: 5 });
    await commits.flush();
    expect(sent.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(told).toEqual([]);
  });

  test('do not go back when a newer one came while an older one failed', async () => {
    const { commits, sent } = await scene('ECONNRESET');
    commits.add({ ...PLACE, offset: 5 });
    await turn();
    commits.add({ ...PLACE, offset: 8 });
    await commits.flush();
    expect(sent.at(-1)?.offsets).toEqual({ 't/0': 8 });
  });

  test('of a member that the group has gone on without are given up', async () => {
    for (const refusal of ['FENCED_MEMBER_EPOCH', 'UNKNOWN_MEMBER_ID']) {
      const { commits, sent } = await scene(refusal);
      commits.add({ ...PLACE, offset: 5 });
      await commits.flush();
      expect(sent).toHaveLength(1);
    }
  });

  test('find the coordinator again, and one outage is told once', async () => {
    const moved = await scene('NOT_COORDINATOR', 'COORDINATOR_LOAD_IN_PROGRESS');
    moved.commits.add({ ...PLACE, offset: 5 });
    await moved.commits.flush();
    expect([moved.forgotten(), moved.told]).toEqual([2, []]);
    const away = await scene('ECONNRESET', 'ECONNRESET', 'ECONNRESET');
    away.commits.add({ ...PLACE, offset: 5 });
    await away.commits.flush();
    expect([away.sent.length, away.told.length]).toEqual([4, 1]);
  });

  test('are forgotten when somebody else decides about the partitions', async () => {
    const { commits, sent } = await scene();
    commits.add({ ...PLACE, offset: 5 });
    commits.clear();
    await commits.flush();
    expect(sent).toEqual([]);
  });
});
