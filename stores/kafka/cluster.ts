import { isIP } from 'node:net';
import type * as Library from '@platformatic/kafka';
import type { Connection, ConnectionPool } from '@platformatic/kafka';
import { deadLetterTopic } from '../consumer.ts';
import { StoreError } from '../ports/errors.ts';
import { closedError, failureOf, isTimeout, unavailable } from './failure.ts';
import { answerIn, firstAnswer, type Metadata, metadataOf } from './metadata.ts';
import {
  type Broker,
  type ConnectKafkaOptions,
  DEFAULT_RETRY_MS,
  DEFAULT_VARIABLE,
  parseBrokers,
} from './options.ts';

/** A request of the protocol, at one version. */
interface Api<Args extends unknown[], Answer> {
  async(connection: Connection, ...args: Args): Promise<Answer>;
}

const CONNECT_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 8_000;
const IN_FLIGHT = 32;
const RETRY_PAUSE_MS = 50;
const MAX_RETRY_PAUSE_MS = 500;

/**
 * The brokers of one region: who leads which partition, connections to each, and requests that are tried
 * again until their time is over. The library contributes connections (TLS, SASL) and the requests' bytes;
 * what to send when is decided here (docs/decisions/kafka-client.md says why).
 */
export class Cluster {
  readonly library: typeof Library;
  readonly variable: string;
  readonly passwordVariable: string;
  readonly retryForMs: number;
  readonly #options: ConnectKafkaOptions;
  readonly #bootstrap: readonly Broker[];
  readonly #names = new Set<string>();
  readonly #pools = new Set<ConnectionPool>();
  readonly #control: ConnectionPool;
  #metadata: Metadata | undefined;
  /** Whoever answered last is asked first. */
  #answered: Broker | undefined;
  #refreshing: Promise<Metadata> | undefined;
  #closed = false;

  constructor(library: typeof Library, options: ConnectKafkaOptions) {
    this.library = library;
    this.#options = options;
    this.variable = options.variable ?? DEFAULT_VARIABLE;
    this.passwordVariable = options.passwordVariable ?? this.variable;
    this.retryForMs = options.retryForMs ?? DEFAULT_RETRY_MS;
    this.#bootstrap = parseBrokers(options.brokers, this.variable);
    for (const { name } of options.topics) this.#names.add(name).add(deadLetterTopic(name));
    this.#control = this.pool();
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** What was known last, if anything. */
  get metadata(): Metadata | undefined {
    return this.#metadata;
  }

  /** Connections of their own: a broker answers the requests of one connection one after the other. */
  pool(): ConnectionPool {
    const { tls, sasl } = this.#options;
    const named = this.#bootstrap.every(({ host }) => isIP(host) === 0);
    const pool = new this.library.ConnectionPool('tandem', {
      connectTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      maxInflights: IN_FLIGHT,
      ...(tls && { tls: { ...tls, minVersion: 'TLSv1.2' as const }, tlsServerName: named }),
      ...(sasl && {
        sasl: {
          mechanism: 'SCRAM-SHA-512' as const,
          username: async () => (await sasl()).username,
          password: async () => (await sasl()).password,
        },
      }),
    });
    // The library announces the end of a connection as an error, again after everybody was told.
    pool.on('connecting', ({ connection }) => connection.on('error', () => undefined));
    this.#pools.add(pool);
    return pool;
  }

  closePool(pool: ConnectionPool): void {
    this.#pools.delete(pool);
    void pool.close().catch(() => undefined);
  }

  /** One request to one broker. Rejects with whatever the library or the broker says. */
  async call<Args extends unknown[], Answer>(
    to: { readonly node: number; readonly pool?: ConnectionPool },
    api: Api<Args, Answer>,
    ...args: Args
  ): Promise<Answer> {
    const broker = this.#metadata?.brokers.get(to.node);
    if (!broker) throw new Error(`broker ${to.node} is not known`);
    return this.#request(to.pool ?? this.#control, broker, api, args);
  }

  async #request<Args extends unknown[], Answer>(
    pool: ConnectionPool,
    broker: Broker,
    api: Api<Args, Answer>,
    args: Args,
  ): Promise<Answer> {
    if (this.#closed) throw closedError();
    const connection = await pool.get(broker);
    try {
      return await api.async(connection, ...args);
    } catch (error) {
      if (isTimeout(error)) connection.socket.destroy();
      throw error;
    }
  }

  /** Learns the brokers, and who leads the partitions of all topics known here. */
  refresh(): Promise<Metadata> {
    this.#refreshing ??= this.#learn().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** As `refresh`, also about topics that were not declared. */
  learnOf(topics: Iterable<string>): Promise<Metadata> {
    for (const topic of topics) this.#names.add(topic);
    return this.#learn();
  }

  /** What each broker that is known thinks. */
  async askAll(): Promise<Metadata[]> {
    const { brokers } = await this.refresh();
    const answers = await Promise.all([...brokers.values()].map((broker) => this.#ask(broker)));
    return answers.map((answer) => metadataOf(answer, undefined));
  }

  async #learn(): Promise<Metadata> {
    const known = [...(this.#metadata?.brokers.values() ?? []), ...this.#bootstrap];
    const candidates = this.#answered ? [this.#answered, ...known] : known;
    const { broker, answer } = await firstAnswer(candidates, (each) => this.#ask(each));
    this.#answered = broker;
    this.#metadata = metadataOf(answer, this.#metadata);
    return this.#metadata;
  }

  /** A topic that is absent makes the library throw, with the answer inside. */
  async #ask(broker: Broker): Promise<Library.metadataV12.MetadataResponse> {
    const { api } = this.library.metadataV12;
    try {
      return await this.#request(this.#control, broker, api, [[...this.#names], false, false]);
    } catch (error) {
      const answer = answerIn<Library.metadataV12.MetadataResponse>(error, 'brokers');
      if (answer) return answer;
      throw error;
    }
  }

  /**
   * Tries until it works, the time is over or trying is of no use; rejects with StoreError only. `work` gets
   * metadata that are as new as they can be after a failure.
   */
  async persist<T>(what: string, work: (metadata: Metadata) => Promise<T>): Promise<T> {
    const deadline = performance.now() + this.retryForMs;
    for (let pause = RETRY_PAUSE_MS; ; pause = Math.min(pause * 2, MAX_RETRY_PAUSE_MS)) {
      try {
        if (this.#closed) throw closedError();
        return await work(this.#metadata ?? (await this.refresh()));
      } catch (error) {
        if (error instanceof StoreError) throw error;
        const { text, lasting, ofPassword = false } = failureOf(error);
        if (lasting) {
          const at = ofPassword ? this.passwordVariable : this.variable;
          throw unavailable(at, text, { cause: error, lasting });
        }
        if (performance.now() + pause > deadline) {
          const time = `unavailable for ${this.retryForMs} ms`;
          throw unavailable(this.variable, `${time}: ${what}: ${text}`, { cause: error });
        }
        await this.pause(pause);
        await this.refresh().catch(() => undefined);
      }
    }
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  close(): void {
    this.#closed = true;
    for (const pool of [...this.#pools]) this.closePool(pool);
  }
}
