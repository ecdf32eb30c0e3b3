import { describe, expect, test } from 'vitest';
import { firstAnswer, metadataOf } from './metadata.ts';

const [A, B, C] = ['a', 'b', 'c'].map((host) => ({ host, port: 1 })) as [Host, Host, Host];
interface Host {
  readonly host: string;
  readonly port: number;
}
const never = () => new Promise<string>(() => undefined);

describe('asking brokers', () => {
  test('stops at the first that answers', async () => {
    const asked: string[] = [];
    const { broker, answer } = await firstAnswer([A, B, C], ({ host }) => {
      asked.push(host);
      return host === 'a' ? Promise.reject(new Error('away')) : Promise.resolve(`by ${host}`);
    });
    expect([broker, answer, asked]).toEqual([B, 'by b', ['a', 'b']]);
  });

  test('does not wait for one that keeps silent, and takes its answer if it comes first', async () => {
    const silent = await firstAnswer([A, B], ({ host }) =>
      host === 'a' ? never() : Promise.resolve('b'),
    );
    expect(silent.broker).toBe(B);
    let late = (_: string): void => undefined;
    const slow = firstAnswer([A, B], ({ host }) => {
      if (host === 'b') setImmediate(() => late('after all'));
      return new Promise<string>((resolve) => {
        if (host === 'a') late = resolve;
      });
    });
    expect(await slow).toEqual({ broker: A, answer: 'after all' });
  });

  test('says why the last did not answer, and asks no others about what they cannot mend', async () => {
    const away = firstAnswer([A, B], ({ host }) => Promise.reject(new Error(`${host} is away`)));
    await expect(away).rejects.toThrow('b is away');
    let asked = 0;
    const expired = Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' });
    const refused = firstAnswer([A, B], () => {
      asked += 1;
      return Promise.reject(expired);
    });
    await expect(refused).rejects.toBe(expired);
    expect(asked).toBe(1);
    await expect(firstAnswer([], never)).rejects.toThrow('no broker answered');
  });
});

describe('what brokers tell', () => {
  const partition = { errorCode: 0, leaderEpoch: 0, replicaNodes: [], isrNodes: [] };
  const answer = {
    throttleTimeMs: 0,
    brokers: [{ nodeId: 4, host: 'd', port: 9, rack: null }],
    clusterId: null,
    controllerId: 4,
    topics: [
      {
        ...{ errorCode: 0, name: 't', topicId: 'id', isInternal: false },
        topicAuthorizedOperations: 0,
        partitions: [1, 0].map((partitionIndex) => ({
          ...partition,
          ...{ partitionIndex, leaderId: partitionIndex + 4, offlineReplicas: [] },
        })),
      },
      {
        ...{ errorCode: 3, name: 'absent', topicId: '', isInternal: false },
        ...{ partitions: [], topicAuthorizedOperations: 0 },
      },
      {
        ...{ errorCode: 29, name: 'of others', topicId: '', isInternal: false },
        ...{ partitions: [], topicAuthorizedOperations: 0 },
      },
    ],
  };

  test('is who they are and who leads what, in the order of the partitions', () => {
    const metadata = metadataOf(answer, undefined);
    expect(metadata.brokers.get(4)).toEqual({ host: 'd', port: 9 });
    expect([...metadata.topics.keys()]).toEqual(['t']);
    expect([...metadata.forbidden]).toEqual(['of others']);
    expect(metadata.byId.get('id')).toEqual({ id: 'id', name: 't', leaders: [4, 5] });
  });

  test('does not erase what was known when they have just started', () => {
    const before = metadataOf(answer, undefined);
    expect(metadataOf({ ...answer, brokers: [] }, before).brokers).toBe(before.brokers);
    const nobody = () => metadataOf({ ...answer, brokers: [] }, undefined);
    expect(nobody).toThrow('no broker has joined');
  });
});
