import type { Clock } from '@tandem/core';
import { StoreError } from '../../ports/errors.ts';
import type { EngineConnection } from '../wire/engine-connection.ts';
import type { Arrival, Service } from '../wire/engine-server.ts';
import { Ledger, type SessionState } from '../wire/ledger.ts';
import type { Request } from '../wire/protocol.ts';
import { Group, type Member, partitionKey } from './group.ts';
import { EventLog, type NewBatch } from './log.ts';
import type { Offsets } from './offsets.ts';
import {
  COMMIT,
  DECLARE_TOPIC,
  type EventsRequest,
  eventsRequest,
  HEARTBEAT,
  JOIN,
  type JoinRequest,
  LAG,
  LEAVE,
  PING,
  PUBLISH,
  type PublishRequest,
  RELEASED,
} from './operations.ts';
import type { Topics } from './topics.ts';

export interface EventsServiceOptions {
  readonly dir: string;
  readonly clock: Clock;
  readonly topics: Topics;
  readonly offsets: Offsets;
  readonly segmentBytes: number;
  readonly tailBytes: number;
  /** A member from which nothing came for this long is gone. */
  readonly sessionTimeoutMs: number;
  /** How long a member may take to finish a partition that another one shall have. */
  readonly releaseTimeoutMs: number;
  /** While true, consumers are given nothing; `deliver` when it no longer is. */
  readonly isStuck: () => boolean;
}

interface Peer {
  lastSeen: number;
  /** Subscription number -> group. */
  readonly subscriptions: Map<number, string>;
}

interface Publication {
  readonly connection: EngineConnection;
  readonly request: PublishRequest;
}

export class EventsService implements Service<EventsRequest> {
  readonly #options: EventsServiceOptions;
  readonly #ledger = new Ledger();
  readonly #log: EventLog;
  readonly #groups = new Map<string, Group>();
  readonly #peers = new Map<EngineConnection, Peer>();

  constructor(options: EventsServiceOptions) {
    this.#options = options;
    this.#log = new EventLog({
      ...options,
      onSessions: (sessions) => this.#ledger.restore(sessions),
      allSessions: () => {
        this.#ledger.forgetIdle(options.clock.now());
        return this.#ledger.pack();
      },
    });
  }

  parse(request: Request): EventsRequest {
    return eventsRequest(request);
  }

  opened(connection: EngineConnection): void {
    const lastSeen = this.#options.clock.monotonic();
    this.#peers.set(connection, { lastSeen, subscriptions: new Map() });
  }

  closed(connection: EngineConnection): void {
    const peer = this.#peers.get(connection);
    this.#peers.delete(connection);
    for (const number of [...(peer?.subscriptions.keys() ?? [])]) {
      this.#leave(connection, number, peer);
    }
  }

  execute(arrivals: readonly Arrival<EventsRequest>[]): void {
    const publications: Publication[] = [];
    const now = this.#options.clock.monotonic();
    for (const { connection, request } of arrivals) {
      const peer = this.#peers.get(connection);
      if (!peer) continue;
      peer.lastSeen = now;
      if (request[1] === PUBLISH) publications.push({ connection, request });
      else this.#perform(connection, peer, request);
    }
    if (publications.length > 0) this.#publish(publications);
  }

  /** Called every second or so: cuts off who is silent or holds on to a partition, drops old segments. */
  keepHouse(): void {
    const { clock, sessionTimeoutMs, releaseTimeoutMs, topics } = this.#options;
    const now = clock.monotonic();
    for (const [connection, { lastSeen }] of this.#peers) {
      if (lastSeen < now - sessionTimeoutMs) connection.close();
    }
    for (const group of this.#groups.values()) {
      for (const { connection } of group.overdue(now - releaseTimeoutMs)) connection.close();
    }
    this.#log.retain((partition) => topics.retentionOf(partition));
  }

  /** Gives every consumer what it is owed. */
  deliver(): void {
    for (const group of this.#groups.values()) group.wakeAll();
  }

  close(): void {
    this.#log.close();
  }

  #perform(
    connection: EngineConnection,
    peer: Peer,
    request: Exclude<EventsRequest, PublishRequest>,
  ): void {
    try {
      switch (request[1]) {
        case DECLARE_TOPIC:
          if (this.#options.topics.declare(request[2], request[3], request[4]))
            this.#rebalanceAll();
          break;
        case JOIN:
          this.#join(connection, peer, request);
          break;
        case LEAVE:
          this.#leave(connection, request[2], peer);
          break;
        case COMMIT:
          for (const [topic, partition, offset] of request[3]) {
            const memberId = memberIdOf(connection, request[2]);
            this.#groupOf(peer, request[2])?.commit(
              memberId,
              partitionKey(topic, partition),
              offset,
            );
          }
          break;
        case RELEASED:
          this.#released(connection, peer, request[2], partitionKey(request[3], request[4]));
          break;
        case LAG:
          connection.answer(request[0], this.#lag(request[2]));
          return;
        case PING:
        case HEARTBEAT:
          break;
      }
      connection.answer(request[0], true);
    } catch (error) {
      connection.fail(request[0], error);
    }
  }

  #publish(publications: readonly Publication[]): void {
    const batches: NewBatch[] = [];
    const sessions = new Set<SessionState>();
    const attempted: { session: SessionState; id: number }[] = [];
    const now = this.#options.clock.now();
    for (const { connection, request } of publications) {
      const session = this.#ledger.session(connection.session, now);
      this.#ledger.acknowledge(session, connection.acknowledgedBelow);
      if (this.#ledger.hasTakenEffect(session, request[0])) continue;
      this.#ledger.succeeded(session, request[0]);
      attempted.push({ session, id: request[0] });
      sessions.add(session);
      for (const [topic, partition, count, data] of request[2]) {
        batches.push({ partition: partitionKey(topic, partition), count, data });
      }
    }
    try {
      if (batches.length > 0) this.#log.append(batches, this.#ledger.pack(sessions));
      for (const { connection, request } of publications) connection.answer(request[0], true);
    } catch (error) {
      for (const { session, id } of attempted) this.#ledger.failed(session, id);
      for (const { connection, request } of publications) connection.fail(request[0], error);
      return;
    }
    const woken = new Set(batches.map(({ partition }) => partition));
    for (const group of this.#groups.values()) for (const key of woken) group.wake(key);
  }

  #join(connection: EngineConnection, peer: Peer, request: JoinRequest): void {
    const [, , number, name, topics, window] = request;
    for (const topic of topics) {
      if (!this.#options.topics.has(topic)) {
        throw new StoreError('invalid', `the topic ${topic} was not declared`);
      }
    }
    let group = this.#groups.get(name);
    if (!group) {
      group = new Group(name, this.#log, this.#options.offsets, this.#options.isStuck);
      this.#groups.set(name, group);
    }
    if (peer.subscriptions.has(number)) return;
    const id = memberIdOf(connection, number);
    const member: Member = { id, connection, number, topics: new Set(topics), window };
    peer.subscriptions.set(number, name);
    group.join(member);
    this.#rebalance(group);
  }

  #leave(connection: EngineConnection, number: number, peer: Peer | undefined): void {
    const name = peer?.subscriptions.get(number);
    peer?.subscriptions.delete(number);
    const group = name === undefined ? undefined : this.#groups.get(name);
    if (!group) return;
    group.leave(memberIdOf(connection, number));
    this.#rebalance(group);
    if (group.isEmpty && name !== undefined) this.#groups.delete(name);
  }

  #released(connection: EngineConnection, peer: Peer, number: number, key: string): void {
    const group = this.#groupOf(peer, number);
    if (group?.released(memberIdOf(connection, number), key)) this.#rebalance(group);
  }

  #groupOf(peer: Peer, number: number): Group | undefined {
    const name = peer.subscriptions.get(number);
    return name === undefined ? undefined : this.#groups.get(name);
  }

  #rebalanceAll(): void {
    for (const group of this.#groups.values()) this.#rebalance(group);
  }

  #rebalance(group: Group): void {
    group.rebalance(this.#options.topics.partitions, this.#options.clock.monotonic());
  }

  #lag(group: string): [topic: string, lag: number][] {
    const lags = new Map<string, number>();
    for (const [key, committed] of this.#options.offsets.partitionsOf(group)) {
      const topic = key.slice(0, key.lastIndexOf('/'));
      const from = Math.max(committed, this.#log.start(key));
      lags.set(topic, (lags.get(topic) ?? 0) + this.#log.end(key) - from);
    }
    return [...lags];
  }
}

/** A client that reconnects becomes another member: what it had been pushed before is void. */
function memberIdOf(connection: EngineConnection, number: number): string {
  return `${connection.serial}/${number}`;
}
