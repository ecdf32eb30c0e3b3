import { randomUUID } from 'node:crypto';
import type * as Library from '@platformatic/kafka';
import type { Cluster } from './cluster.ts';
import type { Membership } from './commits.ts';
import { failureOf, protocolErrors } from './failure.ts';
import { type Coordinator, keyOf, type PartitionName } from './offsets.ts';

export interface MemberOptions {
  readonly cluster: Cluster;
  readonly coordinator: Coordinator;
  readonly topics: readonly string[];
  /** Begins work on partitions; resolves when it has begun. */
  assign(names: readonly PartitionName[]): Promise<void>;
  /** Ends work on partitions; resolves when what it did is committed. */
  revoke(names: readonly PartitionName[]): Promise<void>;
  /** The group has gone on without this member: ends all work, and nothing of it counts. */
  lost(): void;
  onError(error: unknown): void;
}

type Answer = Library.consumerGroupHeartbeatV1.ConsumerGroupHeartbeatResponse;

const JOINING = 0;
const LEAVING = -1;
/** How long the group waits for a member that was asked to release partitions. */
const REBALANCE_TIMEOUT_MS = 30_000;
const FIRST_HEARTBEAT_MS = 500;
const RETRY_PAUSE_MS = 200;
const PATIENCE_MS = 2_000;
const FENCED = new Set(['UNKNOWN_MEMBER_ID', 'FENCED_MEMBER_EPOCH']);

/**
 * A member of a group under the protocol of Kafka 4 (KIP-848): the coordinator decides who has what, and a
 * partition changes hands only after its owner has said, by heartbeat, that it has let go of it.
 */
export class GroupMember {
  readonly #options: MemberOptions;
  readonly #id = randomUUID();
  readonly #owned = new Map<string, PartitionName>();
  #epoch = JOINING;
  #target: readonly PartitionName[] | undefined;
  #intervalMs = FIRST_HEARTBEAT_MS;
  #reconciling: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;
  #isLeaving = false;
  #stopped = false;

  constructor(options: MemberOptions) {
    this.#options = options;
  }

  get membership(): Membership {
    return { id: this.#id, epoch: this.#epoch };
  }

  /** Resolves when the group has told what this member has, which may be nothing, and work on it has begun. */
  async join(): Promise<void> {
    const { cluster, coordinator } = this.#options;
    await cluster.persist(`joining ${coordinator.group}`, async () => {
      try {
        this.#learn(await this.#heartbeat());
      } catch (error) {
        coordinator.forget();
        throw error;
      }
    });
    this.#plan(this.#intervalMs);
    // A coordinator that has not heard of a new topic yet, or waits for others to let go, gives nothing at first.
    const patience = performance.now() + PATIENCE_MS;
    await this.#reconciling;
    while (this.#owned.size === 0 && !this.#isLeaving && performance.now() < patience) {
      this.#plan(0);
      await cluster.pause(RETRY_PAUSE_MS);
      await this.#reconciling;
    }
  }

  async #heartbeat(epoch = this.#epoch): Promise<Answer> {
    const { cluster, coordinator, topics } = this.#options;
    const { api } = cluster.library.consumerGroupHeartbeatV1;
    const node = await coordinator.find();
    return cluster.call(
      { node },
      api,
      coordinator.group,
      this.#id,
      epoch,
      null,
      null,
      REBALANCE_TIMEOUT_MS,
      [...topics],
      null,
      null,
      this.#ownedById(),
    );
  }

  #ownedById(): { topicId: string; partitions: number[] }[] {
    const { cluster } = this.#options;
    const topics = new Map<string, number[]>();
    for (const { topic, partition } of this.#owned.values()) {
      const id = cluster.metadata?.topics.get(topic)?.id;
      if (id !== undefined) topics.set(id, [...(topics.get(id) ?? []), partition]);
    }
    return [...topics].map(([topicId, partitions]) => ({ topicId, partitions }));
  }

  #learn({ memberEpoch, heartbeatIntervalMs, assignment }: Answer): void {
    this.#epoch = memberEpoch;
    this.#intervalMs = heartbeatIntervalMs;
    if (!assignment || this.#isLeaving) return;
    const { cluster } = this.#options;
    this.#target = assignment.topicPartitions.flatMap(({ topicId, partitions }) => {
      const topic = cluster.metadata?.byId.get(topicId)?.name;
      return topic === undefined ? [] : partitions.map((partition) => ({ topic, partition }));
    });
    this.#reconciling ??= this.#reconcile().finally(() => {
      this.#reconciling = undefined;
    });
  }

  /** Lets go first, says so at once, then takes what is new; heartbeats go on meanwhile. */
  async #reconcile(): Promise<void> {
    while (this.#target && !this.#isLeaving) {
      const target = new Map(this.#target.map((name) => [keyOf(name), name]));
      this.#target = undefined;
      const [release, take] = [without(this.#owned, target), without(target, this.#owned)];
      try {
        if (release.length > 0) await this.#options.revoke(release);
        for (const name of release) this.#owned.delete(keyOf(name));
        if (take.length > 0) await this.#options.assign(take);
        for (const name of take) this.#owned.set(keyOf(name), name);
      } catch (error) {
        if (this.#isLeaving) return;
        this.#options.onError(error);
        this.#target ??= [...target.values()];
        await this.#options.cluster.pause(RETRY_PAUSE_MS);
      }
      if (release.length + take.length > 0) this.#plan(0);
    }
  }

  #plan(ms: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#beating ??= this.#beat().finally(() => {
        this.#beating = undefined;
      });
    }, ms);
  }

  async #beat(): Promise<void> {
    let next = RETRY_PAUSE_MS;
    try {
      this.#learn(await this.#heartbeat());
      next = this.#intervalMs;
    } catch (error) {
      this.#failed(error);
    }
    this.#plan(next);
  }

  #failed(error: unknown): void {
    if (this.#stopped) return;
    const { cluster, coordinator, lost, onError } = this.#options;
    const [name] = protocolErrors(error);
    if (name !== undefined && FENCED.has(name)) {
      this.#epoch = JOINING;
      this.#target = undefined;
      this.#owned.clear();
      lost();
      return;
    }
    coordinator.forget();
    void cluster.refresh().catch(() => undefined);
    if (failureOf(error).lasting) onError(error);
  }

  /** Takes nothing more and goes on with heartbeats, without which commits would not count. */
  prepareToLeave(): void {
    this.#isLeaving = true;
  }

  /** The group need not wait until it finds out. A failure to say goodbye is no failure. */
  async leave(): Promise<void> {
    this.stop();
    await this.#beating;
    await this.#reconciling;
    this.#owned.clear();
    if (this.#epoch > JOINING) await this.#heartbeat(LEAVING).catch(() => undefined);
    this.#epoch = JOINING;
  }

  /** No heartbeat any more. */
  stop(): void {
    this.#isLeaving = true;
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}

function without(
  names: ReadonlyMap<string, PartitionName>,
  others: ReadonlyMap<string, PartitionName>,
): PartitionName[] {
  return [...names].flatMap(([key, name]) => (others.has(key) ? [] : [name]));
}
