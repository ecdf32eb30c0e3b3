import { StoreError } from '../../ports/errors.ts';
import type { EventMessage } from '../../ports/events.ts';
import type { EngineClient } from '../wire/engine-client.ts';
import { packEvents, partitionOf } from './batches.ts';
import { MAX_VALUE_BYTES, PUBLISH } from './operations.ts';

interface Collected {
  readonly topic: string;
  readonly partition: number;
  readonly flat: string[];
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const REQUEST_BYTES = 512 * 1024;

/** Gathers what one turn of the event loop publishes into one request with a batch per partition. */
export class Publisher {
  readonly #client: EngineClient;
  #collected = new Map<string, Collected>();
  #bytes = 0;
  #waiters: Waiter[] = [];

  constructor(client: EngineClient) {
    this.#client = client;
  }

  publish(topic: string, partitions: number, messages: readonly EventMessage[]): Promise<void> {
    if (messages.length === 0) return Promise.resolve();
    for (const { value } of messages) requireSize(topic, value);
    return new Promise((resolve, reject) => {
      for (const message of messages) this.#collect(topic, partitions, message);
      this.#waiters.push({ resolve, reject });
      if (this.#bytes > REQUEST_BYTES) this.flush();
      else this.#client.requestFlush();
    });
  }

  flush(): void {
    if (this.#waiters.length === 0) return;
    const waiters = this.#waiters;
    const batches: unknown[] = [];
    for (const { topic, partition, flat } of this.#collected.values()) {
      batches.push([topic, partition, flat.length / 2, packEvents(flat)]);
    }
    const bytes = this.#bytes;
    this.#waiters = [];
    this.#collected = new Map();
    this.#bytes = 0;
    this.#client.call(PUBLISH, [batches], bytes).then(
      () => {
        for (const { resolve } of waiters) resolve();
      },
      (error: unknown) => {
        for (const { reject } of waiters) reject(error);
      },
    );
  }

  #collect(topic: string, partitions: number, { key, value }: EventMessage): void {
    const partition = partitionOf(key, partitions);
    const name = `${topic}/${partition}`;
    let collected = this.#collected.get(name);
    if (!collected) {
      collected = { topic, partition, flat: [] };
      this.#collected.set(name, collected);
    }
    collected.flat.push(key, value);
    this.#bytes += key.length + value.length + 16;
  }
}

function requireSize(topic: string, value: string): void {
  if (value.length * 3 <= MAX_VALUE_BYTES) return;
  const bytes = Buffer.byteLength(value);
  if (bytes <= MAX_VALUE_BYTES) return;
  throw new StoreError(
    'invalid',
    `${topic}: a value of ${bytes} bytes; at most ${MAX_VALUE_BYTES}`,
  );
}
