import type { Clock } from '@tandem/core';
import { ConsumerRunner } from '../consumer.ts';
import { StoreError } from '../ports/errors.ts';
import type { ReceivedEvent, SubscribeOptions } from '../ports/events.ts';
import type { Cluster } from './cluster.ts';
import { Commits } from './commits.ts';
import { failureOf, unavailable } from './failure.ts';
import { Fetcher } from './fetcher.ts';
import { GroupMember } from './member.ts';
import { Coordinator, EARLIEST, keyOf, offsetsAt, type PartitionName } from './offsets.ts';

type DeadLetter = (event: ReceivedEvent, reason: unknown) => Promise<void>;

const MIN_WINDOW = 1_024;
const LAST_COMMIT_MS = 5_000;

/** One membership: turns what the group and the log say into calls of the consumer runner, and back. */
export class KafkaSubscription {
  readonly #cluster: Cluster;
  readonly #coordinator: Coordinator;
  readonly #options: SubscribeOptions;
  readonly #runner: ConsumerRunner;
  readonly #fetcher: Fetcher;
  readonly #commits: Commits;
  readonly #member: GroupMember;
  /** What each assigned partition has committed: nothing goes back. Another object for each assignment. */
  readonly #places = new Map<string, { offset: number }>();

  constructor(cluster: Cluster, options: SubscribeOptions, clock: Clock, deadLetter: DeadLetter) {
    this.#cluster = cluster;
    this.#options = options;
    this.#coordinator = new Coordinator(cluster, options.group);
    const onError = (error: unknown): void => options.onError?.(inOneLine(cluster, error), []);
    const log = {
      commit: (topic: string, partition: number, offset: number) =>
        this.#took({ topic, partition }, offset),
      deadLetter,
    };
    this.#runner = new ConsumerRunner(options, log, clock);
    this.#fetcher = new Fetcher(cluster, {
      window: Math.max(MIN_WINDOW, options.maxBatch * 2),
      onEvents: ({ topic, partition }, events) => this.#runner.deliver(topic, partition, events),
      onGap: (name, from, to) => this.#moveTo(name, from, to),
      onError,
    });
    this.#member = new GroupMember({
      cluster,
      coordinator: this.#coordinator,
      topics: options.topics,
      assign: (names) => this.#assign(names),
      revoke: (names) => this.#revoke(names),
      lost: () => this.#lost(),
      onError,
    });
    this.#commits = new Commits({
      cluster,
      coordinator: this.#coordinator,
      member: () => this.#member.membership,
      onError,
    });
  }

  async join(): Promise<void> {
    try {
      await this.#member.join();
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  /** A partition that the group has no place in yet begins at its oldest event, and counts from there. */
  async #assign(names: readonly PartitionName[]): Promise<void> {
    const { group } = this.#options;
    const [committed, oldest] = await this.#cluster.persist(
      `offsets of ${group}`,
      async (metadata) =>
        Promise.all([
          this.#coordinator.committed(names),
          offsetsAt(this.#cluster, metadata, names, EARLIEST),
        ]),
    );
    const known = new Map(committed.map((each) => [keyOf(each), each.offset]));
    for (const { topic, partition, offset } of oldest) {
      const name = { topic, partition };
      const start = known.get(keyOf(name)) ?? offset;
      this.#places.set(keyOf(name), { offset: start });
      if (!known.has(keyOf(name))) this.#commits.add({ ...name, offset: start });
      this.#runner.assign(topic, partition);
      this.#fetcher.add(name, start);
    }
    await this.#commits.flush();
  }

  async #revoke(names: readonly PartitionName[]): Promise<void> {
    for (const name of names) this.#fetcher.remove(name);
    await Promise.all(names.map(({ topic, partition }) => this.#runner.revoke(topic, partition)));
    await this.#commits.flush();
    for (const name of names) this.#places.delete(keyOf(name));
  }

  /** Batches in flight just end: what they did will be done again by whoever has the partition now. */
  #lost(): void {
    this.#fetcher.clear();
    this.#commits.clear();
    this.#places.clear();
    void this.#runner.revokeAll();
  }

  #took(name: PartitionName, offset: number): void {
    const place = this.#places.get(keyOf(name));
    if (!place || offset <= place.offset) return;
    place.offset = offset;
    this.#commits.add({ ...name, offset });
    this.#fetcher.taken(name, offset);
  }

  /** Where reading goes on when the log does not have the next event any more. */
  #moveTo(name: PartitionName, from: number, to: number): void {
    this.#options.onError?.(gapError(name, from, to), []);
    // Forward: what is still being handled comes before the gap, and its commit changes nothing.
    if (to > from) this.#took(name, to);
    else void this.#beginAgain(name, to);
  }

  /** The topic was made anew: the offsets of the old one mean nothing in it. */
  async #beginAgain(name: PartitionName, offset: number): Promise<void> {
    const { topic, partition } = name;
    const place = this.#places.get(keyOf(name));
    this.#fetcher.remove(name);
    await this.#runner.revoke(topic, partition);
    if (!place || this.#places.get(keyOf(name)) !== place) return;
    place.offset = offset;
    this.#commits.add({ ...name, offset });
    this.#runner.assign(topic, partition);
    this.#fetcher.add(name, offset);
  }

  async close(): Promise<void> {
    this.#member.prepareToLeave();
    this.#fetcher.stop();
    await this.#runner.revokeAll();
    // A coordinator that is away must not hold up the end: what is not committed is done again.
    const patience = setTimeout(() => this.#commits.stop(), LAST_COMMIT_MS);
    await this.#commits.flush();
    clearTimeout(patience);
    await this.#member.leave();
    this.#commits.stop();
  }

  /** As when the process dies: no goodbye, nothing committed. */
  abandon(): void {
    this.#member.stop();
    this.#commits.stop();
    this.#places.clear();
    this.#fetcher.stop();
    void this.#runner.revokeAll();
  }
}

/** Errors of the library hold its whole answer. */
function inOneLine(cluster: Cluster, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  return unavailable(cluster.variable, failureOf(error).text);
}

function gapError({ topic, partition }: PartitionName, from: number, to: number): Error {
  const place = `${topic}/${partition}`;
  return new Error(
    to > from
      ? `${place}: retention removed ${from} to ${to - 1} before it was read`
      : `${place}: the topic was made anew and has no ${from}; read again from ${to}`,
  );
}
