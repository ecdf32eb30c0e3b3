import type { Cluster } from './cluster.ts';
import { protocolErrors } from './failure.ts';
import { type Coordinator, keyOf, type PartitionOffset } from './offsets.ts';

export interface Membership {
  readonly id: string;
  /** Of the group, as this member knows it; 0 while it is none. */
  readonly epoch: number;
}

export interface CommitsOptions {
  readonly cluster: Cluster;
  readonly coordinator: Coordinator;
  readonly member: () => Membership;
  onError(error: unknown): void;
}

/** The least time between two commits: offsets that come sooner leave together. */
const GATHER_MS = 20;
const RETRY_PAUSE_MS = 50;
/** The group has gone on without this member: what it did will be done again. */
const FENCED = new Set(['UNKNOWN_MEMBER_ID', 'FENCED_MEMBER_EPOCH']);
/** Passes by itself: another broker takes over, or is told. */
const PASSING = new Set([
  'NOT_COORDINATOR',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
]);

/** Offsets on their way to the coordinator, one request at a time, the newest of each partition. */
export class Commits {
  readonly #options: CommitsOptions;
  #waiting = new Map<string, PartitionOffset>();
  #running: Promise<void> | undefined;
  /** It has been told, once until a commit succeeds. */
  #inTrouble = false;
  #stopped = false;

  constructor(options: CommitsOptions) {
    this.#options = options;
  }

  add(commit: PartitionOffset): void {
    this.#waiting.set(keyOf(commit), commit);
    this.#running ??= this.#run();
  }

  /** Forgets what has not been sent: somebody else decides about these partitions now. */
  clear(): void {
    this.#waiting.clear();
  }

  /** Resolves when everything added before has been answered. */
  async flush(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting.clear();
  }

  async #run(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.size > 0 && !this.#stopped) {
      const commits = this.#waiting;
      this.#waiting = new Map();
      const retry = await this.#send([...commits.values()]);
      if (retry) {
        for (const [key, commit] of commits) {
          if (!this.#waiting.has(key)) this.#waiting.set(key, commit);
        }
      }
      if (this.#waiting.size > 0) {
        await this.#options.cluster.pause(retry ? RETRY_PAUSE_MS : GATHER_MS);
      }
    }
    this.#running = undefined;
  }

  /** Whether to try again. */
  async #send(commits: readonly PartitionOffset[]): Promise<boolean> {
    const { cluster, coordinator, member, onError } = this.#options;
    const { api } = cluster.library.offsetCommitV9;
    try {
      const node = await coordinator.find();
      const { id, epoch } = member();
      await cluster.call({ node }, api, coordinator.group, epoch, id, null, requestOf(commits));
      this.#inTrouble = false;
      return false;
    } catch (error) {
      const [name] = protocolErrors(error);
      if (name !== undefined && FENCED.has(name)) return false;
      // The epoch moves on with the next heartbeat: that is no failure.
      if (name !== 'STALE_MEMBER_EPOCH') {
        coordinator.forget();
        const passes = name !== undefined && PASSING.has(name);
        if (!this.#stopped && !this.#inTrouble && !passes) onError(error);
        this.#inTrouble ||= !passes;
      }
      return !this.#stopped;
    }
  }
}

function requestOf(commits: readonly PartitionOffset[]) {
  const topics = new Map<string, PartitionOffset[]>();
  for (const commit of commits) {
    const others = topics.get(commit.topic);
    if (others) others.push(commit);
    else topics.set(commit.topic, [commit]);
  }
  return [...topics].map(([name, offsets]) => ({
    name,
    partitions: offsets.map(({ partition, offset }) => ({
      partitionIndex: partition,
      committedOffset: BigInt(offset),
      committedLeaderEpoch: -1,
      committedMetadata: null,
    })),
  }));
}
