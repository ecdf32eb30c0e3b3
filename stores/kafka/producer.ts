import type { NumericMap } from '@platformatic/kafka';
import { StoreError } from '../ports/errors.ts';
import type { EventMessage } from '../ports/events.ts';
import { type Batch, type Identity, nameOf, PartitionQueue, sameIdentity } from './batches.ts';
import type { Cluster } from './cluster.ts';
import { closedError, failureOf, protocolErrors, unavailable } from './failure.ts';
import { answerIn } from './metadata.ts';

const ACKS_ALL = -1;
/** How long a broker waits for its followers before it says so. */
const REPLICATION_TIMEOUT_MS = 5_000;
const RETRY_PAUSE_MS = 50;
const EXPIRY_CHECK_MS = 100;
/** What waits for brokers that are away, beyond which nothing more is taken. */
const MAX_WAITING_BYTES = 32 * 1024 * 1024;
/** Java's partitioner: the same key is in the same partition, whoever writes it. */
const POSITIVE = 0x7fffffff;

interface ProduceAnswer {
  readonly responses: readonly {
    readonly name: string;
    readonly partitionResponses: readonly { readonly index: number; readonly errorCode: number }[];
  }[];
}

/** The broker has forgotten this writer, or a batch before this one never arrived. */
const NEEDS_IDENTITY = new Set([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_ID_MAPPING',
  'INVALID_PRODUCER_EPOCH',
]);
const HOPELESS = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD']);

/**
 * Writes with acks=all as an idempotent producer (KIP-98): each partition has one batch on its way, which is
 * sent again with the same sequence until it is acknowledged or its time is over, to whoever leads the
 * partition by then. Everything that waits for one leader leaves in one request.
 */
export class Producer {
  readonly #cluster: Cluster;
  readonly #queues = new Map<string, PartitionQueue>();
  readonly #busyLeaders = new Set<number>();
  #identity: Promise<Identity> | undefined;
  #scheduled = false;
  #retry: NodeJS.Timeout | undefined;
  #expiry: NodeJS.Timeout | undefined;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Resolves when every in-sync replica has all of them. */
  async publish(
    topic: string,
    partitions: number,
    messages: readonly EventMessage[],
  ): Promise<void> {
    this.#refuseWhenFull();
    const batches = new Set<Batch>();
    const deadline = performance.now() + this.#cluster.retryForMs;
    for (const message of messages) {
      const key = Buffer.from(message.key);
      const partition = (this.#cluster.library.murmur2(key) & POSITIVE) % partitions;
      batches.add(this.#queueOf(topic, partition).add(key, message, deadline));
    }
    this.#expiry ??= setInterval(() => this.#expire(), EXPIRY_CHECK_MS).unref();
    this.#schedule();
    await Promise.all([...batches].map(({ done }) => done));
  }

  /** Whoever publishes has it elsewhere too and comes again; memory does not. */
  #refuseWhenFull(): void {
    let waiting = 0;
    for (const { batches } of this.#queues.values()) {
      for (const { bytes } of batches) waiting += bytes;
    }
    if (waiting < MAX_WAITING_BYTES) return;
    throw unavailable(this.#cluster.variable, `${waiting} bytes wait for the brokers already`);
  }

  #queueOf(topic: string, partition: number): PartitionQueue {
    const key = `${topic}:${partition}`;
    let queue = this.#queues.get(key);
    if (!queue) {
      queue = new PartitionQueue(topic, partition);
      this.#queues.set(key, queue);
    }
    return queue;
  }

  /** What is published in one turn leaves together. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    const now = performance.now();
    const { metadata } = this.#cluster;
    const byLeader = new Map<number, PartitionQueue[]>();
    let waiting = false;
    for (const queue of this.#queues.values()) {
      const [head] = queue.batches;
      if (!head || queue.isSending) continue;
      const leader = metadata?.topics.get(queue.topic)?.leaders[queue.partition] ?? -1;
      if (leader < 0 || head.notBefore > now) waiting = true;
      else if (!this.#busyLeaders.has(leader)) {
        const queues = byLeader.get(leader) ?? [];
        queues.push(queue);
        byLeader.set(leader, queues);
      }
    }
    if (waiting) this.#later();
    for (const [leader, queues] of byLeader) void this.#send(leader, queues);
  }

  /** Asks who leads now, and tries then. */
  #later(): void {
    this.#retry ??= setTimeout(async () => {
      await this.#cluster.refresh().catch(() => undefined);
      this.#retry = undefined;
      if (!this.#cluster.closed) this.#pump();
    }, RETRY_PAUSE_MS);
  }

  async #send(leader: number, queues: readonly PartitionQueue[]): Promise<void> {
    this.#busyLeaders.add(leader);
    for (const queue of queues) queue.isSending = true;
    let failures: ReadonlyMap<string, unknown>;
    let sent: readonly PartitionQueue[] = queues;
    try {
      const identity = await this.#whoWeAre();
      sent = sameIdentity(queues, identity);
      failures = await this.#produce(leader, sent);
    } catch (error) {
      failures = new Map(sent.map((queue) => [nameOf(queue), error]));
    }
    this.#busyLeaders.delete(leader);
    for (const queue of queues) queue.isSending = false;
    for (const queue of sent) this.#settle(queue, failures.get(nameOf(queue)));
    if (!this.#cluster.closed) this.#pump();
  }

  /** What each partition that failed had to say. */
  async #produce(
    leader: number,
    queues: readonly PartitionQueue[],
  ): Promise<ReadonlyMap<string, unknown>> {
    const { library } = this.#cluster;
    const batches = queues.flatMap(({ batches: [head] }) => (head ? [head] : []));
    const [first] = batches;
    if (!first?.stamp) return new Map();
    const sequences: NumericMap = new library.NumericMap();
    for (const batch of batches) sequences.set(nameOf(batch), batch.stamp?.sequence ?? 0);
    const options = { ...first.stamp.identity, sequences };
    const records = batches.flatMap((batch) => batch.records);
    const { api } = library.produceV9;
    try {
      await this.#cluster.call(
        { node: leader },
        api,
        ACKS_ALL,
        REPLICATION_TIMEOUT_MS,
        records,
        options,
      );
      return new Map();
    } catch (error) {
      const answer = answerIn<ProduceAnswer>(error, 'responses');
      if (!answer) throw error;
      const failed = answer.responses.flatMap(({ name, partitionResponses }) =>
        partitionResponses.flatMap(({ index, errorCode }) =>
          errorCode === 0 ? [] : [[`${name}:${index}`, this.#errorOf(errorCode)] as const],
        ),
      );
      return new Map(failed);
    }
  }

  #errorOf(code: number): Error {
    return new this.#cluster.library.ProtocolError(code);
  }

  #settle(queue: PartitionQueue, failure: unknown): void {
    const [head] = queue.batches;
    if (!head) return;
    const [name] = failure === undefined ? [] : protocolErrors(failure);
    if (failure === undefined || name === 'DUPLICATE_SEQUENCE_NUMBER') {
      queue.batches.shift();
      head.resolve();
      return;
    }
    if (name !== undefined && HOPELESS.has(name)) {
      this.#giveUp(queue, head, new StoreError('invalid', `events: ${queue.topic}: ${name}`));
    } else if (failure instanceof StoreError) {
      this.#giveUp(queue, head, failure);
    } else if (failureOf(failure).lasting || performance.now() > head.deadline) {
      this.#giveUp(queue, head, this.#unavailable(failure));
    } else {
      if (name !== undefined && NEEDS_IDENTITY.has(name)) this.#startOver(head);
      head.notBefore = performance.now() + RETRY_PAUSE_MS;
      this.#later();
    }
  }

  #unavailable(failure: unknown): StoreError {
    const { retryForMs, variable } = this.#cluster;
    return unavailable(variable, `not stored within ${retryForMs} ms: ${failureOf(failure).text}`);
  }

  /** Nobody knows whether it was stored: its sequence cannot be used for anything else. */
  #giveUp(queue: PartitionQueue, batch: Batch, error: StoreError): void {
    queue.batches.splice(queue.batches.indexOf(batch), 1);
    if (batch.stamp) this.#identity = undefined;
    batch.reject(error);
  }

  #startOver(batch: Batch): void {
    batch.stamp = undefined;
    this.#identity = undefined;
  }

  #whoWeAre(): Promise<Identity> {
    this.#identity ??= this.#introduce().catch((error: unknown) => {
      this.#identity = undefined;
      throw error;
    });
    return this.#identity;
  }

  async #introduce(): Promise<Identity> {
    const [node] = this.#cluster.metadata?.brokers.keys() ?? [];
    const { api } = this.#cluster.library.initProducerIdV4;
    const answer = await this.#cluster.call({ node: node ?? -1 }, api, null, 60_000, -1n, -1);
    return { producerId: answer.producerId, producerEpoch: answer.producerEpoch };
  }

  #expire(): void {
    const now = performance.now();
    let waiting = false;
    for (const queue of this.#queues.values()) {
      for (const batch of queue.isSending ? [] : [...queue.batches]) {
        if (batch.deadline > now) break;
        this.#giveUp(queue, batch, this.#unavailable(new Error('no leader answered')));
      }
      waiting ||= queue.batches.length > 0;
    }
    if (waiting) return;
    clearInterval(this.#expiry);
    this.#expiry = undefined;
  }

  close(): void {
    clearInterval(this.#expiry);
    clearTimeout(this.#retry);
    for (const queue of this.#queues.values()) {
      for (const batch of queue.batches.splice(0)) batch.reject(closedError());
    }
  }
}
