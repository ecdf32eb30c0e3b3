import type { TopicLag } from '../ports/events.ts';
import type { Cluster } from './cluster.ts';
import { protocolErrors } from './failure.ts';
import type { Metadata } from './metadata.ts';

export interface PartitionName {
  readonly topic: string;
  readonly partition: number;
}

export interface PartitionOffset extends PartitionName {
  readonly offset: number;
}

export const EARLIEST = -2n;
export const LATEST = -1n;
const GROUP = 0;
/** OffsetFetch without being a member. */
const NO_MEMBER = { memberId: null, memberEpoch: -1 };

/** The broker that coordinates a group, found again whenever it says that it is not the one. */
export class Coordinator {
  readonly #cluster: Cluster;
  readonly group: string;
  #node: number | undefined;

  constructor(cluster: Cluster, group: string) {
    this.#cluster = cluster;
    this.group = group;
  }

  async find(): Promise<number> {
    if (this.#node !== undefined) return this.#node;
    const metadata = this.#cluster.metadata ?? (await this.#cluster.refresh());
    const { api } = this.#cluster.library.findCoordinatorV4;
    let last: unknown;
    for (const node of metadata.brokers.keys()) {
      try {
        const { coordinators } = await this.#cluster.call({ node }, api, GROUP, [this.group]);
        this.#node = coordinators[0]?.nodeId ?? -1;
        return this.#node;
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }

  /** After any failure: asking costs little. */
  forget(): void {
    this.#node = undefined;
  }

  /** What the group has committed; of all its topics when none are named. */
  async committed(topics: readonly PartitionName[] | null): Promise<PartitionOffset[]> {
    const { api } = this.#cluster.library.offsetFetchV9;
    const request = { groupId: this.group, ...NO_MEMBER, topics: topics && grouped(topics) };
    try {
      const node = await this.find();
      const { groups } = await this.#cluster.call({ node }, api, [request], false);
      return groups.flatMap((group) =>
        group.topics.flatMap(({ name, partitions }) =>
          partitions.flatMap(({ partitionIndex, committedOffset }) =>
            committedOffset < 0n
              ? []
              : [{ topic: name, partition: partitionIndex, offset: Number(committedOffset) }],
          ),
        ),
      );
    } catch (error) {
      if (protocolErrors(error)[0] === 'GROUP_ID_NOT_FOUND') return [];
      this.forget();
      throw error;
    }
  }
}

/** The first (EARLIEST) or the next (LATEST) offset of each partition. */
export async function offsetsAt(
  cluster: Cluster,
  metadata: Metadata,
  names: readonly PartitionName[],
  timestamp: bigint,
): Promise<PartitionOffset[]> {
  const { api } = cluster.library.listOffsetsV7;
  const byLeader = new Map<number, PartitionName[]>();
  for (const name of names) {
    const leader = metadata.topics.get(name.topic)?.leaders[name.partition] ?? -1;
    byLeader.set(leader, [...(byLeader.get(leader) ?? []), name]);
  }
  const answers = await Promise.all(
    [...byLeader].map(([node, led]) => {
      const topics = grouped(led).map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map((partitionIndex) => ({
          partitionIndex,
          currentLeaderEpoch: -1,
          timestamp,
        })),
      }));
      return cluster.call({ node }, api, -1, 0, topics);
    }),
  );
  return answers.flatMap(({ topics }) =>
    topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, offset }) => ({
        topic: name,
        partition: partitionIndex,
        offset: Number(offset),
      })),
    ),
  );
}

/** Published and not yet committed, per topic that the group has a place in. */
export function lagOf(cluster: Cluster, group: string): Promise<TopicLag[]> {
  const coordinator = new Coordinator(cluster, group);
  return cluster.persist(`lag of ${group}`, async () => {
    const committed = await coordinator.committed(null);
    const topics = new Set(committed.map(({ topic }) => topic));
    if (topics.size === 0) return [];
    const metadata = await cluster.learnOf(topics);
    const names = [...topics].flatMap((topic) =>
      (metadata.topics.get(topic)?.leaders ?? []).map((_, partition) => ({ topic, partition })),
    );
    const [first, next] = await Promise.all(
      [EARLIEST, LATEST].map((at) => offsetsAt(cluster, metadata, names, at)),
    );
    const done = new Map(
      [...(first ?? []), ...committed].map((each) => [keyOf(each), each.offset]),
    );
    const lags = new Map<string, number>();
    for (const end of next ?? []) {
      const behind = Math.max(0, end.offset - (done.get(keyOf(end)) ?? 0));
      lags.set(end.topic, (lags.get(end.topic) ?? 0) + behind);
    }
    return [...lags].map(([topic, lag]) => ({ topic, lag }));
  });
}

export function keyOf({ topic, partition }: PartitionName): string {
  return `${topic}/${partition}`;
}

function grouped(names: readonly PartitionName[]): { name: string; partitionIndexes: number[] }[] {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of names) {
    topics.set(topic, [...(topics.get(topic) ?? []), partition]);
  }
  return [...topics].map(([name, partitionIndexes]) => ({ name, partitionIndexes }));
}
