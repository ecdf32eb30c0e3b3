const BUCKET_MS = 1_000;

/**
 * Which keys may have expired, without looking at the others: keys sit in buckets of one second. A key
 * whose life was prolonged is found in its old bucket and moved.
 */
export class ExpiryBuckets {
  readonly #buckets = new Map<number, string[]>();
  #swept: number | undefined;

  add(key: string, expiresAt: number): void {
    const bucket = Math.ceil(expiresAt / BUCKET_MS);
    const keys = this.#buckets.get(bucket);
    if (keys) keys.push(key);
    else this.#buckets.set(bucket, [key]);
    if (this.#swept !== undefined && bucket <= this.#swept) this.#swept = bucket - 1;
  }

  /** Keys whose bucket has passed; each is returned once, the owner adds it again if it lives on. */
  due(now: number): string[] {
    const until = Math.floor(now / BUCKET_MS);
    const due: string[] = [];
    for (let bucket = this.#swept ?? this.#oldest(until); bucket <= until; bucket += 1) {
      const keys = this.#buckets.get(bucket);
      if (!keys) continue;
      for (const key of keys) due.push(key);
      this.#buckets.delete(bucket);
    }
    this.#swept = until;
    return due;
  }

  #oldest(until: number): number {
    let oldest = until;
    for (const bucket of this.#buckets.keys()) oldest = Math.min(oldest, bucket);
    return oldest;
  }
}
