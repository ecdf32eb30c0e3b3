import type { Clock } from '@tandem/core';
import { type Cache, StoreError } from '@tandem/stores';

interface Entry {
  value: string | undefined;
  readonly fields: Map<string, string>;
  expiresAt: number;
}

/** One region's replica; `down` makes every call reject. Replication is for the test to do. */
export class MemoryCache implements Cache {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  down = false;
  calls = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async get(key: string): Promise<string | undefined> {
    await this.#reach();
    return this.#live(key)?.value;
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    await this.#reach();
    this.#make(key, ttlMs).value = value;
  }

  async delete(key: string): Promise<void> {
    await this.#reach();
    this.#entries.delete(key);
  }

  async getFields(key: string): Promise<Readonly<Record<string, string>>> {
    await this.#reach();
    return Object.fromEntries(this.#live(key)?.fields ?? []);
  }

  async setField(key: string, field: string, value: string, ttlMs: number): Promise<void> {
    await this.#reach();
    this.#make(key, ttlMs).fields.set(field, value);
  }

  async deleteField(key: string, field: string): Promise<void> {
    await this.#reach();
    this.#live(key)?.fields.delete(field);
  }

  async increment(key: string, by: number, ttlMs: number): Promise<number> {
    await this.#reach();
    const entry = this.#make(key, ttlMs);
    const sum = Number(entry.value ?? 0) + by;
    entry.value = String(sum);
    return sum;
  }

  ping(): Promise<void> {
    return this.#reach();
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  /** Loses everything, as a replica that was rebuilt. */
  clear(): void {
    this.#entries.clear();
  }

  async #reach(): Promise<void> {
    this.calls += 1;
    await Promise.resolve();
    if (this.down) throw new StoreError('unavailable', 'the cache does not answer');
  }

  #live(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.expiresAt > this.#clock.now() ? entry : undefined;
  }

  #make(key: string, ttlMs: number): Entry {
    const expiresAt = this.#clock.now() + ttlMs;
    const entry = this.#live(key) ?? { value: undefined, fields: new Map(), expiresAt };
    entry.expiresAt = Math.max(entry.expiresAt, expiresAt);
    this.#entries.set(key, entry);
    return entry;
  }
}
