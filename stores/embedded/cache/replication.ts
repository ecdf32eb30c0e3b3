import type { Clock } from '@tandem/core';
import { isStoreError } from '../../ports/errors.ts';
import { EngineClient } from '../wire/engine-client.ts';
import { packEntry } from './codec.ts';
import type { Entry } from './entry.ts';
import { MERGE } from './operations.ts';

export interface LinkOptions {
  readonly socketPath: string;
  readonly clock: Clock;
  /** All entries, for a peer that may have missed something. */
  entries(): ReadonlyMap<string, Entry>;
  /** Current replication lag in milliseconds. */
  lagMs(): number;
  isCut(): boolean;
}

interface Parcel {
  readonly dueAt: number;
  readonly entries: readonly (readonly [key: string, entry: Buffer])[];
  readonly bytes: number;
}

const WINDOW_MS = 5;
const MAX_QUEUED_BYTES = 32 * 1024 * 1024;
const PARCEL_BYTES = 256 * 1024;
const CUT_CHECK_MS = 50;

/**
 * Sends this replica's writes to one peer, late on purpose. A peer that is away is tried for ever; what it
 * misses is not queued without bound: once it is back it gets everything, and merging is idempotent.
 */
export class ReplicationLink {
  readonly #options: LinkOptions;
  readonly #client: EngineClient;
  #changed = new Map<string, Entry>();
  #queue: Parcel[] = [];
  #queuedBytes = 0;
  #windowOpen = false;
  #needsEverything = true;
  #connected = false;
  #sending = false;
  #closed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#client = new EngineClient({
      socketPath: options.socketPath,
      service: 'replication',
      title: 'cache replication',
      onConnected: () => {
        this.#connected = true;
        this.#forgetQueue();
        void this.#send();
      },
      onDisconnected: () => {
        this.#connected = false;
        this.#forgetQueue();
      },
    });
  }

  changed(key: string, entry: Entry): void {
    if (this.#needsEverything) return;
    this.#changed.set(key, entry);
    if (this.#windowOpen) return;
    this.#windowOpen = true;
    setTimeout(() => this.#closeWindow(), WINDOW_MS).unref();
  }

  close(): void {
    this.#closed = true;
    this.#client.close();
  }

  #forgetQueue(): void {
    this.#needsEverything = true;
    this.#changed = new Map();
    this.#queue = [];
    this.#queuedBytes = 0;
  }

  #closeWindow(): void {
    this.#windowOpen = false;
    if (this.#changed.size === 0) return;
    const dueAt = this.#options.clock.monotonic() + this.#options.lagMs() - WINDOW_MS;
    for (const parcel of parcels(this.#changed, dueAt)) {
      this.#queue.push(parcel);
      this.#queuedBytes += parcel.bytes;
    }
    this.#changed = new Map();
    if (this.#queuedBytes > MAX_QUEUED_BYTES) this.#forgetQueue();
    void this.#send();
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#connected && !this.#closed) {
        if (this.#options.isCut()) await pause(CUT_CHECK_MS);
        else if (this.#needsEverything) await this.#sendEverything();
        else if (!(await this.#sendNext())) break;
      }
    } catch (error) {
      if (!isStoreError(error)) throw error;
      // The peer is away or slow: it gets everything when it is back.
      this.#forgetQueue();
      if (!this.#closed) setTimeout(() => void this.#send(), CUT_CHECK_MS).unref();
    } finally {
      this.#sending = false;
    }
  }

  async #sendEverything(): Promise<void> {
    await this.#client.call(MERGE, [[]]);
    this.#needsEverything = false;
    const snapshot = [...parcels(this.#options.entries(), 0)];
    await pause(this.#options.lagMs());
    for (const parcel of snapshot) await this.#client.call(MERGE, [parcel.entries], parcel.bytes);
  }

  async #sendNext(): Promise<boolean> {
    const [next] = this.#queue;
    if (!next) return false;
    const waitMs = next.dueAt - this.#options.clock.monotonic();
    if (waitMs > 0) {
      await pause(Math.min(waitMs, CUT_CHECK_MS));
      return true;
    }
    this.#queue.shift();
    this.#queuedBytes -= next.bytes;
    await this.#client.call(MERGE, [next.entries], next.bytes);
    return true;
  }
}

function* parcels(entries: ReadonlyMap<string, Entry>, dueAt: number): Generator<Parcel> {
  let packed: [string, Buffer][] = [];
  let bytes = 0;
  for (const [key, entry] of entries) {
    const buffer = packEntry(entry);
    packed.push([key, buffer]);
    bytes += key.length + buffer.length + 8;
    if (bytes < PARCEL_BYTES) continue;
    yield { dueAt, entries: packed, bytes };
    packed = [];
    bytes = 0;
  }
  if (packed.length > 0) yield { dueAt, entries: packed, bytes };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
