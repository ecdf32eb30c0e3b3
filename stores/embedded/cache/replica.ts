import type { Clock } from '@tandem/core';
import { StoreError } from '../../ports/errors.ts';
import {
  type CounterEntry,
  type Entry,
  type Field,
  type FieldsEntry,
  newestStamp,
} from './entry.ts';
import { ExpiryBuckets } from './expiry.ts';
import { mergeEntries } from './merge.ts';

export interface ReplicaOptions {
  readonly name: string;
  readonly clock: Clock;
  /** Called for every key that was written here or by a merge. */
  onChange(key: string, entry: Entry, origin: 'local' | 'remote'): void;
  onExpired(key: string): void;
}

/**
 * How long a deletion is remembered at least. It is kept until the deleted value would have expired, so
 * a replica that was cut off for less than that cannot bring it back.
 */
const DELETION_MEMORY_MS = 30_000;
const FIELD_PRUNE_SIZE = 16;

/** One region's replica of the cache: local operations, and merges of what other replicas wrote. */
export class Replica {
  readonly #options: ReplicaOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #expiry = new ExpiryBuckets();
  #lastStamp = 0;

  constructor(options: ReplicaOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  get entries(): ReadonlyMap<string, Entry> {
    return this.#entries;
  }

  get(key: string): string | undefined {
    const entry = this.#alive(key);
    if (!entry || entry[0] === 'deleted') return undefined;
    if (entry[0] === 'value') return entry[5];
    if (entry[0] === 'counter') return String(total(entry));
    throw wrongKind(key, entry);
  }

  set(key: string, value: string, ttlMs: number): void {
    const seen = this.#seen(key);
    const stamp = this.#stamp();
    this.#write(key, ['value', this.#now() + ttlMs, stamp, this.#options.name, seen, value]);
  }

  delete(key: string): void {
    const expiresAt = this.#deletionExpiry(this.#alive(key)?.[1]);
    this.#write(key, ['deleted', expiresAt, this.#stamp(), this.#options.name]);
  }

  getFields(key: string): Map<string, string> {
    const found = new Map<string, string>();
    for (const [name, { value }] of this.#fields(key)?.[3] ?? []) {
      if (value !== null) found.set(name, value);
    }
    return found;
  }

  setField(key: string, field: string, value: string, ttlMs: number): void {
    const entry = this.#fields(key);
    const expiresAt = Math.max(entry?.[1] ?? 0, this.#now() + ttlMs);
    this.#writeField(key, entry, field, value, expiresAt);
  }

  deleteField(key: string, field: string): void {
    const entry = this.#fields(key);
    const expiresAt = entry?.[1] ?? this.#deletionExpiry(undefined);
    this.#writeField(key, entry, field, null, expiresAt);
  }

  increment(key: string, by: number, ttlMs: number): number {
    const entry = this.#alive(key);
    if (entry && entry[0] !== 'counter' && entry[0] !== 'deleted') throw wrongKind(key, entry);
    const seen = this.#seen(key);
    const stamp = this.#stamp();
    const { name } = this.#options;
    const counter = entry?.[0] === 'counter' ? entry : undefined;
    const sums = new Map(counter?.[4]);
    sums.set(name, { total: (sums.get(name)?.total ?? 0) + by, stamp });
    const expiresAt = counter?.[1] ?? this.#now() + ttlMs;
    const bornAt = counter?.[3] ?? stamp;
    const next: CounterEntry = ['counter', expiresAt, counter?.[2] ?? seen, bornAt, sums];
    this.#write(key, next);
    return total(next);
  }

  /** Takes over what another replica knows. */
  merge(key: string, remote: Entry): void {
    if (remote[1] <= this.#now()) return;
    const local = this.#alive(key);
    this.#keep(key, local ? mergeEntries(local, remote) : remote, 'remote');
  }

  /** Takes over what this replica had stored before it was restarted. */
  restore(key: string, entry: Entry): void {
    if (entry[1] <= this.#now()) return;
    this.#entries.set(key, entry);
    this.#expiry.add(key, entry[1]);
  }

  sweep(): void {
    const now = this.#now();
    for (const key of this.#expiry.due(now)) {
      const entry = this.#entries.get(key);
      if (!entry) continue;
      if (entry[1] > now) {
        this.#expiry.add(key, entry[1]);
        continue;
      }
      this.#entries.delete(key);
      this.#options.onExpired(key);
    }
  }

  #writeField(
    key: string,
    entry: FieldsEntry | undefined,
    name: string,
    value: string | null,
    expiresAt: number,
  ): void {
    const stamp = this.#stamp();
    const fields = new Map(entry?.[3]);
    if (fields.size > FIELD_PRUNE_SIZE) this.#prune(fields);
    const lasts = value === null ? this.#deletionExpiry(expiresAt) : expiresAt;
    fields.set(name, { value, stamp, replica: this.#options.name, expiresAt: lasts });
    const clearedAt = entry?.[2] ?? this.#seen(key);
    this.#write(key, ['fields', Math.max(expiresAt, lasts), clearedAt, fields]);
  }

  #prune(fields: Map<string, Field>): void {
    const now = this.#now();
    for (const [name, { value, expiresAt }] of fields) {
      if (value === null && expiresAt <= now) fields.delete(name);
    }
  }

  #write(key: string, entry: Entry): void {
    this.#keep(key, entry, 'local');
  }

  #keep(key: string, entry: Entry, origin: 'local' | 'remote'): void {
    const before = this.#entries.get(key);
    this.#entries.set(key, entry);
    if (!before || before[1] > entry[1]) this.#expiry.add(key, entry[1]);
    this.#options.onChange(key, entry, origin);
  }

  #alive(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    return entry && entry[1] > this.#now() ? entry : undefined;
  }

  #fields(key: string): FieldsEntry | undefined {
    const entry = this.#alive(key);
    if (!entry || entry[0] === 'deleted') return undefined;
    if (entry[0] === 'fields') return entry;
    throw wrongKind(key, entry);
  }

  /** The stamp up to which this replica knows the key's history. */
  #seen(key: string): number {
    const entry = this.#alive(key);
    return entry ? newestStamp(entry) : 0;
  }

  #deletionExpiry(valueExpiry: number | undefined): number {
    return Math.max(valueExpiry ?? 0, this.#now() + DELETION_MEMORY_MS);
  }

  #now(): number {
    return this.#options.clock.now();
  }

  #stamp(): number {
    this.#lastStamp = Math.max(this.#lastStamp + 1, Math.floor(this.#now() * 1000));
    return this.#lastStamp;
  }
}

function total(entry: CounterEntry): number {
  let sum = 0;
  for (const { total: added } of entry[4].values()) sum += added;
  return sum;
}

const KIND_NAMES = { value: 'a value', fields: 'a hash', counter: 'a counter', deleted: 'nothing' };

function wrongKind(key: string, entry: Entry): StoreError {
  const place = key.slice(0, key.indexOf(':') + 1);
  return new StoreError('invalid', `the key ${place}… holds ${KIND_NAMES[entry[0]]}`);
}
