/**
 * The cache port: a mailbox and a hint, never an arbiter (Redis Active-Active in production: one replica
 * per region, replicated asynchronously, last writer wins by wall clock). It may lose, delay, duplicate
 * or contradict. Every key carries a TTL in milliseconds; with concurrent writers the longest TTL wins.
 *
 * Every method may reject with a StoreError `unavailable`.
 */
export interface Cache {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, ttlMs: number): Promise<void>;
  delete(key: string): Promise<void>;

  /** All fields of a hash; empty when the key is absent. Field order means nothing. */
  getFields(key: string): Promise<Readonly<Record<string, string>>>;
  /** Sets one field; the key then lives at least `ttlMs` longer. */
  setField(key: string, field: string, value: string, ttlMs: number): Promise<void>;
  deleteField(key: string, field: string): Promise<void>;

  /** Adds (increments of all regions sum up) and returns this replica's view. The first write sets the TTL. */
  increment(key: string, by: number, ttlMs: number): Promise<number>;

  ping(): Promise<void>;
  close(): Promise<void>;
}
