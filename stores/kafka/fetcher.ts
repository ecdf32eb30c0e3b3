import type * as Library from '@platformatic/kafka';
import type { ReceivedEvent } from '../ports/events.ts';
import type { Cluster } from './cluster.ts';
import { answerIn, type Metadata } from './metadata.ts';
import { EARLIEST, keyOf, offsetsAt, type PartitionName } from './offsets.ts';
import { eventsIn } from './records.ts';

type FetchAnswer = Library.fetchV13.FetchResponse;

interface Portion {
  readonly end: number;
  readonly events: number;
  readonly bytes: number;
}

/** Where reading of an assigned partition stands. */
interface Position extends PartitionName {
  next: number;
  /** What was handed over and is not committed, oldest first. */
  readonly open: Portion[];
  openEvents: number;
  openBytes: number;
}

export interface FetcherOptions {
  /** Events of one partition handed over and not committed, beyond which it is not asked for more. */
  readonly window: number;
  onEvents(name: PartitionName, events: readonly ReceivedEvent[]): void;
  /** The log has nothing at `from`: retention was faster, or the topic was made anew. Its oldest is at `to`. */
  onGap(name: PartitionName, from: number, to: number): void;
  onError(error: unknown): void;
}

const MAX_WAIT_MS = 250;
const MAX_BYTES = 4 * 1024 * 1024;
const PARTITION_BYTES = 256 * 1024;
const WINDOW_BYTES = 1024 * 1024;
const RETRY_PAUSE_MS = 100;
const READ_UNCOMMITTED = 0;
const NO_SESSION = [0, -1] as const;
/** kafka.apache.org/protocol#protocol_error_codes */
const OFFSET_OUT_OF_RANGE = 1;

/**
 * Reads the assigned partitions: one request at a time to each leader, which waits there until something
 * comes. A partition whose events are not taken (back-pressure) is left out until they are.
 */
export class Fetcher {
  readonly #cluster: Cluster;
  readonly #options: FetcherOptions;
  readonly #pool: Library.ConnectionPool;
  readonly #positions = new Map<string, Position>();
  readonly #reading = new Set<number>();
  /** Leaders whose failure has been told, once until they answer again. */
  readonly #inTrouble = new Set<number>();
  #stopped = false;

  constructor(cluster: Cluster, options: FetcherOptions) {
    this.#cluster = cluster;
    this.#options = options;
    this.#pool = cluster.pool();
  }

  add({ topic, partition }: PartitionName, next: number): void {
    const position = { topic, partition, next, open: [], openEvents: 0, openBytes: 0 };
    this.#positions.set(keyOf(position), position);
    this.#start();
  }

  remove(name: PartitionName): void {
    this.#positions.delete(keyOf(name));
  }

  clear(): void {
    this.#positions.clear();
  }

  /** Everything below `offset` has taken effect. */
  taken(name: PartitionName, offset: number): void {
    const position = this.#positions.get(keyOf(name));
    if (!position) return;
    const wasFull = this.#isFull(position);
    for (let [first] = position.open; first && first.end <= offset; [first] = position.open) {
      position.open.shift();
      position.openEvents -= first.events;
      position.openBytes -= first.bytes;
    }
    if (wasFull && !this.#isFull(position)) this.#start();
  }

  stop(): void {
    this.#stopped = true;
    this.#positions.clear();
    this.#cluster.closePool(this.#pool);
  }

  #isFull({ openBytes, openEvents }: Position): boolean {
    return openBytes >= WINDOW_BYTES || openEvents >= this.#options.window;
  }

  /** A reader for every leader that has something to be read. */
  #start(): void {
    const { metadata } = this.#cluster;
    for (const position of this.#positions.values()) {
      const leader = leaderOf(metadata, position);
      if (!this.#reading.has(leader) && !this.#isFull(position)) void this.#read(leader);
    }
  }

  async #read(leader: number): Promise<void> {
    this.#reading.add(leader);
    try {
      while (!this.#stopped) {
        const { metadata } = this.#cluster;
        const positions = [...this.#positions.values()].filter(
          (position) => leaderOf(metadata, position) === leader && !this.#isFull(position),
        );
        if (positions.length === 0) return;
        if (leader < 0) await this.#recover();
        else await this.#readOnce(leader, metadata, positions);
      }
    } finally {
      this.#reading.delete(leader);
      if (!this.#stopped) this.#start();
    }
  }

  async #readOnce(
    leader: number,
    metadata: Metadata | undefined,
    positions: readonly Position[],
  ): Promise<void> {
    try {
      const answer = await this.#fetch(leader, metadata, positions);
      this.#inTrouble.delete(leader);
      const { stale, outside } = this.#takeAll(answer, metadata, positions);
      if (metadata && outside.length > 0) await this.#findOldest(metadata, outside);
      if (stale) await this.#recover();
    } catch (error) {
      if (this.#stopped) return;
      if (!this.#inTrouble.has(leader)) this.#options.onError(error);
      this.#inTrouble.add(leader);
      await this.#recover();
    }
  }

  async #fetch(
    leader: number,
    metadata: Metadata | undefined,
    positions: readonly Position[],
  ): Promise<FetchAnswer> {
    const { api } = this.#cluster.library.fetchV13;
    const topics = new Map<string, Library.fetchV13.FetchRequestPartition[]>();
    for (const { topic, partition, next } of positions) {
      const id = metadata?.topics.get(topic)?.id ?? '';
      const partitions = topics.get(id) ?? [];
      partitions.push({
        partition,
        currentLeaderEpoch: -1,
        fetchOffset: BigInt(next),
        lastFetchedEpoch: -1,
        partitionMaxBytes: PARTITION_BYTES,
      });
      topics.set(id, partitions);
    }
    const requested = [...topics].map(([topicId, partitions]) => ({ topicId, partitions }));
    try {
      return await this.#cluster.call(
        { node: leader, pool: this.#pool },
        api,
        MAX_WAIT_MS,
        1,
        MAX_BYTES,
        READ_UNCOMMITTED,
        ...NO_SESSION,
        requested,
        [],
        '',
      );
    } catch (error) {
      const answer = answerIn<FetchAnswer>(error, 'responses');
      if (answer && answer.errorCode === 0) return answer;
      throw error;
    }
  }

  /** Whether metadata turned out to be old, and what the log does not have the next event of. */
  #takeAll(
    answer: FetchAnswer,
    metadata: Metadata | undefined,
    asked: readonly Position[],
  ): { readonly stale: boolean; readonly outside: readonly Position[] } {
    const byKey = new Map(asked.map((position) => [keyOf(position), position]));
    const outside: Position[] = [];
    let stale = false;
    for (const { topicId, partitions } of answer.responses) {
      const topic = metadata?.byId.get(topicId)?.name ?? '';
      for (const found of partitions) {
        const key = keyOf({ topic, partition: found.partitionIndex });
        const position = byKey.get(key);
        // Given away, or given away and back, while the broker waited.
        if (!position || this.#positions.get(key) !== position) continue;
        if (found.errorCode === 0) this.#take(position, found);
        else if (found.errorCode === OFFSET_OUT_OF_RANGE) outside.push(position);
        else stale = true;
      }
    }
    return { stale, outside };
  }

  #take(position: Position, found: Library.fetchV13.FetchResponsePartition): void {
    const { events, next, bytes } = eventsIn(position, position.next, found.records ?? []);
    position.next = next;
    if (events.length === 0) return;
    position.open.push({ end: next, events: events.length, bytes });
    position.openEvents += events.length;
    position.openBytes += bytes;
    // To the end of the next request: the broker gives a large batch only to the first that has anything.
    const key = keyOf(position);
    this.#positions.delete(key);
    this.#positions.set(key, position);
    this.#options.onEvents(position, events);
  }

  /** The answer to a place outside of the log does not say where the log begins: the broker is asked. */
  async #findOldest(metadata: Metadata, outside: readonly Position[]): Promise<void> {
    const found = await offsetsAt(this.#cluster, metadata, outside, EARLIEST);
    for (const { topic, partition, offset } of found) {
      const position = this.#positions.get(keyOf({ topic, partition }));
      if (!position || !outside.includes(position) || position.next === offset) continue;
      const from = position.next;
      position.next = offset;
      this.#options.onGap(position, from, offset);
    }
  }

  async #recover(): Promise<void> {
    await this.#cluster.pause(RETRY_PAUSE_MS);
    if (!this.#stopped) await this.#cluster.refresh().catch(() => undefined);
  }
}

function leaderOf(metadata: Metadata | undefined, { topic, partition }: PartitionName): number {
  return metadata?.topics.get(topic)?.leaders[partition] ?? -1;
}
