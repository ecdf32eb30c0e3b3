import type { EngineConnection } from '../wire/engine-connection.ts';
import { assignPartitions } from './assignment.ts';
import type { EventLog } from './log.ts';
import type { Offsets } from './offsets.ts';
import { ASSIGNED, EVENTS, REVOKED } from './operations.ts';

export interface Member {
  readonly id: string;
  readonly connection: EngineConnection;
  /** The client's number for this subscription. */
  readonly number: number;
  readonly topics: ReadonlySet<string>;
  /** Events that may be on their way to the member, per partition, without having been committed. */
  readonly window: number;
}

export interface PartitionName {
  readonly topic: string;
  readonly partition: number;
}

interface Ownership extends PartitionName {
  readonly member: Member;
  /** The next offset to push. */
  next: number;
  /** Set when the member was asked to give it up: monotonic milliseconds. */
  revokedAt: number | undefined;
}

export function partitionKey(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}

/**
 * One consumer group: who owns which partition, and what has been pushed to whom. A partition changes
 * hands only after its owner has finished and released it, or is gone.
 */
export class Group {
  readonly #name: string;
  readonly #log: EventLog;
  readonly #offsets: Offsets;
  readonly #isStuck: () => boolean;
  readonly #members = new Map<string, Member>();
  readonly #owned = new Map<string, Ownership>();

  constructor(name: string, log: EventLog, offsets: Offsets, isStuck: () => boolean) {
    this.#name = name;
    this.#log = log;
    this.#offsets = offsets;
    this.#isStuck = isStuck;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  get topics(): Set<string> {
    return new Set([...this.#members.values()].flatMap(({ topics }) => [...topics]));
  }

  join(member: Member): void {
    this.#members.set(member.id, member);
  }

  leave(memberId: string): void {
    this.#members.delete(memberId);
    for (const [key, { member }] of this.#owned) {
      if (member.id === memberId) this.#owned.delete(key);
    }
  }

  /** `partitions`: topic -> number of its partitions. */
  rebalance(partitions: ReadonlyMap<string, number>, now: number): void {
    const names = new Map<string, PartitionName>();
    const byTopic = new Map<string, string[]>();
    for (const topic of this.topics) {
      const keys: string[] = [];
      for (let partition = 0; partition < (partitions.get(topic) ?? 0); partition += 1) {
        const key = partitionKey(topic, partition);
        keys.push(key);
        names.set(key, { topic, partition });
      }
      byTopic.set(topic, keys);
    }
    const owners = new Map([...this.#owned].map(([key, { member }]) => [key, member.id]));
    const target = assignPartitions([...this.#members.values()], byTopic, owners);
    for (const [key, owned] of this.#owned) {
      if (target.get(key) === owned.member.id || owned.revokedAt !== undefined) continue;
      owned.revokedAt = now;
      const { connection, number } = owned.member;
      connection.push(REVOKED, [number, owned.topic, owned.partition], 32);
    }
    for (const [key, memberId] of target) {
      const member = this.#members.get(memberId);
      const name = names.get(key);
      if (member && name && !this.#owned.has(key)) this.#give(key, name, member);
    }
  }

  #give(key: string, { topic, partition }: PartitionName, member: Member): void {
    const start = this.#log.start(key);
    const committed = Math.max(this.#offsets.committed(this.#name, key) ?? start, start);
    this.#offsets.commit(this.#name, key, committed);
    const owned = { topic, partition, member, next: committed, revokedAt: undefined };
    this.#owned.set(key, owned);
    member.connection.push(ASSIGNED, [member.number, topic, partition, committed], 32);
    this.#pump(key, owned);
  }

  /** The member has stopped working on the partition. Returns whether that was awaited. */
  released(memberId: string, key: string): boolean {
    const owned = this.#owned.get(key);
    if (owned?.member.id !== memberId || owned.revokedAt === undefined) return false;
    this.#owned.delete(key);
    return true;
  }

  /** Commits of a member that no longer owns the partition are ignored. */
  commit(memberId: string, key: string, offset: number): void {
    const owned = this.#owned.get(key);
    if (owned?.member.id !== memberId || offset > this.#log.end(key)) return;
    const committed = this.#offsets.committed(this.#name, key) ?? 0;
    if (offset <= committed) return;
    this.#offsets.commit(this.#name, key, offset);
    this.#pump(key, owned);
  }

  /** New events arrived in the partition. */
  wake(key: string): void {
    const owned = this.#owned.get(key);
    if (owned) this.#pump(key, owned);
  }

  wakeAll(): void {
    for (const [key, owned] of this.#owned) this.#pump(key, owned);
  }

  /** Members that were asked to release a partition before `before` and have not. */
  overdue(before: number): Member[] {
    const late = [...this.#owned.values()].filter(
      ({ revokedAt }) => (revokedAt ?? before) < before,
    );
    return late.map(({ member }) => member);
  }

  #pump(key: string, owned: Ownership): void {
    if (owned.revokedAt !== undefined || this.#isStuck()) return;
    const { connection, number, window } = owned.member;
    const committed = this.#offsets.committed(this.#name, key) ?? 0;
    while (owned.next - committed < window) {
      const batch = this.#log.read(key, owned.next);
      if (!batch) return;
      const { base, count, at, data } = batch;
      connection.push(
        EVENTS,
        [number, owned.topic, owned.partition, base, count, at, data],
        data.length + 64,
      );
      owned.next = base + count;
    }
  }
}
