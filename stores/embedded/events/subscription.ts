import type { Clock } from '@tandem/core';
import { ConsumerRunner } from '../../consumer.ts';
import type { ReceivedEvent, SubscribeOptions } from '../../ports/events.ts';
import type { EngineClient } from '../wire/engine-client.ts';
import { unpackEvents } from './batches.ts';
import { ASSIGNED, COMMIT, EVENTS, JOIN, RELEASED, REVOKED } from './operations.ts';

type DeadLetter = (event: ReceivedEvent, reason: unknown) => Promise<void>;
type Send = (operation: number, args: readonly unknown[]) => void;

const MIN_WINDOW = 256;

/** One membership: turns what the engine pushes into calls of the consumer runner, and back. */
export class EmbeddedSubscription {
  readonly #client: EngineClient;
  readonly #number: number;
  readonly #options: SubscribeOptions;
  readonly #runner: ConsumerRunner;
  /** The next offset of each assigned partition. */
  readonly #expected = new Map<string, number>();
  #commits = new Map<string, readonly [topic: string, partition: number, offset: number]>();
  #joined = false;
  #finishing = false;

  constructor(
    client: EngineClient,
    number: number,
    options: SubscribeOptions,
    clock: Clock,
    deadLetter: DeadLetter,
  ) {
    this.#client = client;
    this.#number = number;
    this.#options = options;
    const log = {
      commit: (topic: string, partition: number, offset: number) => {
        if (!this.#expected.has(`${topic}/${partition}`)) return;
        this.#commits.set(`${topic}/${partition}`, [topic, partition, offset]);
        client.requestFlush();
      },
      deadLetter,
    };
    this.#runner = new ConsumerRunner(options, log, clock);
  }

  async join(): Promise<void> {
    await this.#client.call(JOIN, this.#joinArgs());
    this.#joined = true;
  }

  rejoin(send: Send): void {
    if (this.#joined && !this.#finishing) send(JOIN, this.#joinArgs());
  }

  #joinArgs(): readonly unknown[] {
    const { group, topics, maxBatch } = this.#options;
    return [this.#number, group, topics, Math.max(MIN_WINDOW, maxBatch * 2)];
  }

  /** Whatever was assigned belongs to nobody or somebody else now; its batches in flight just end. */
  disconnected(): void {
    this.#expected.clear();
    this.#commits.clear();
    void this.#runner.revokeAll();
  }

  pushed(kind: number, args: readonly unknown[]): void {
    const [topic, partition, offset] = args;
    if (typeof topic !== 'string' || typeof partition !== 'number') return;
    if (kind === REVOKED) void this.#revoked(topic, partition);
    if (typeof offset !== 'number' || this.#finishing) return;
    if (kind === ASSIGNED) {
      this.#expected.set(`${topic}/${partition}`, offset);
      this.#runner.assign(topic, partition);
    } else if (kind === EVENTS) {
      this.#received(topic, partition, offset, args[4], args[5]);
    }
  }

  #received(topic: string, partition: number, base: number, at: unknown, data: unknown): void {
    const key = `${topic}/${partition}`;
    const expected = this.#expected.get(key);
    if (expected === undefined || !Buffer.isBuffer(data)) return;
    const events = unpackEvents(topic, partition, base, Number(at), data, expected);
    const last = events.at(-1);
    if (!last) return;
    this.#expected.set(key, last.offset + 1);
    this.#runner.deliver(topic, partition, events);
  }

  async #revoked(topic: string, partition: number): Promise<void> {
    const key = `${topic}/${partition}`;
    await this.#runner.revoke(topic, partition);
    if (!this.#expected.has(key)) return;
    this.flushCommits();
    this.#expected.delete(key);
    this.#client.notify(RELEASED, [this.#number, topic, partition]);
  }

  flushCommits(): void {
    if (this.#commits.size === 0) return;
    const commits = [...this.#commits.values()];
    this.#commits = new Map();
    this.#client.notify(COMMIT, [this.#number, commits], commits.length * 32);
  }

  /** Ends the batches in flight and sends their commits. */
  async finish(): Promise<void> {
    this.#finishing = true;
    await this.#runner.revokeAll();
    this.flushCommits();
  }
}
