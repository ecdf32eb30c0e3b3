import { createHash, timingSafeEqual } from 'node:crypto';
import { type Clock, TandemError } from '@tandem/core';
import { isStoreError, type Secrets } from '@tandem/stores';
import { LRUCache } from 'lru-cache';

/** `read`: dashboard-token or operator-token. `operate`: operator-token only. */
export type Right = 'read' | 'operate';

export interface AccessOptions {
  readonly secrets: Secrets;
  readonly clock: Clock;
}

/** Wrong tokens from one address within the window before it is refused unheard. */
const MAX_FAILURES = 10;
const WINDOW_MS = 60_000;
const MAX_ADDRESSES = 10_000;
/** How long a changed token may go unnoticed. */
const FRESH_MS = 30_000;

interface Failures {
  count: number;
  readonly until: number;
}

/** Who may see and operate: bearer tokens, compared in constant time, with few guesses an address. */
export class Access {
  readonly #clock: Clock;
  readonly #failures = new LRUCache<string, Failures>({ max: MAX_ADDRESSES });
  readonly #digests: LRUCache<string, Buffer>;

  constructor({ secrets, clock }: AccessOptions) {
    this.#clock = clock;
    this.#digests = new LRUCache<string, Buffer>({
      max: 4,
      ttl: FRESH_MS,
      ttlResolution: 0,
      perf: { now: () => clock.monotonic() },
      allowStaleOnFetchRejection: true,
      fetchMethod: async (name) => digest((await secrets.get(name)).trim()),
    });
  }

  /** For how many seconds this address is refused unheard; 0 when it may try. */
  blockedSeconds(address: string): number {
    const failures = this.#failuresOf(address);
    if (!failures || failures.count < MAX_FAILURES) return 0;
    return Math.ceil((failures.until - this.#clock.monotonic()) / 1_000);
  }

  /** Rejects with TandemError 401 or 429; `address` is the caller's. */
  async check(authorization: string | undefined, address: string, right: Right): Promise<void> {
    const seconds = this.blockedSeconds(address);
    if (seconds > 0) throw new TandemError('too-many-sign-ins', { seconds });
    const given = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization ?? '')?.[1];
    const token = right === 'read' ? 'dashboard-token' : 'operator-token';
    if (given === undefined) {
      const reason = 'There is no bearer token';
      throw new TandemError('dashboard-unauthenticated', { reason, token });
    }
    if (await this.#matches(digest(given), right)) return;
    this.#count(address);
    throw new TandemError('dashboard-unauthenticated', { reason: 'The token is wrong', token });
  }

  async #matches(given: Buffer, right: Right): Promise<boolean> {
    const names = right === 'read' ? ['dashboard-token', 'operator-token'] : ['operator-token'];
    let matches = false;
    for (const name of names) {
      const expected = await this.#digestOf(name);
      // Both are compared always, so that the time says nothing about which one is near.
      if (expected && timingSafeEqual(given, expected)) matches = true;
    }
    return matches;
  }

  async #digestOf(name: string): Promise<Buffer | undefined> {
    try {
      return await this.#digests.fetch(name);
    } catch (error) {
      if (isStoreError(error, 'missing')) return undefined;
      throw new TandemError('unavailable', { reason: 'The secrets do not answer' }, error);
    }
  }

  #failuresOf(address: string): Failures | undefined {
    const failures = this.#failures.get(address);
    return failures && failures.until > this.#clock.monotonic() ? failures : undefined;
  }

  #count(address: string): void {
    const failures = this.#failuresOf(address);
    if (failures) failures.count += 1;
    else this.#failures.set(address, { count: 1, until: this.#clock.monotonic() + WINDOW_MS });
  }
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
