import { createHash, timingSafeEqual } from 'node:crypto';
import { type Clock, TandemError } from '@tandem/core';
import { isStoreError, type Secrets } from '@tandem/stores';
import { LRUCache } from 'lru-cache';
import type { Role, User } from '../schemas.ts';

export interface TokensOptions {
  readonly secrets: Secrets;
  readonly clock: Clock;
}

/** Wrong tokens from one address within the window before it is refused unheard. */
const MAX_FAILURES = 10;
const WINDOW_MS = 60_000;
const MAX_ADDRESSES = 10_000;
/** How long a changed token may go unnoticed. */
const FRESH_MS = 30_000;

const HOLDERS: Readonly<Record<string, Role>> = {
  'dashboard-token': 'support',
  'operator-token': 'operator',
};

interface Failures {
  count: number;
  readonly until: number;
}

/** The two standing tokens: compared in constant time, with few guesses an address. */
export class Tokens {
  readonly #clock: Clock;
  readonly #failures = new LRUCache<string, Failures>({ max: MAX_ADDRESSES });
  readonly #digests: LRUCache<string, Buffer>;

  constructor({ secrets, clock }: TokensOptions) {
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

  /** Throws too-many-sign-ins for an address that guessed too often; `seconds` says for how long. */
  admit(address: string): void {
    const failures = this.#failuresOf(address);
    if (!failures || failures.count < MAX_FAILURES) return;
    const seconds = Math.ceil((failures.until - this.#clock.monotonic()) / 1_000);
    throw new TandemError('too-many-sign-ins', { seconds });
  }

  /** How long an address that was not admitted has to wait, in seconds. */
  waitOf(address: string): number {
    const until = this.#failuresOf(address)?.until ?? 0;
    return Math.max(1, Math.ceil((until - this.#clock.monotonic()) / 1_000));
  }

  /** Somebody from there was wrong. */
  blame(address: string): void {
    const failures = this.#failuresOf(address);
    if (failures) failures.count += 1;
    else this.#failures.set(address, { count: 1, until: this.#clock.monotonic() + WINDOW_MS });
  }

  /** Whose token it is, if anybody's. Rejects with `unavailable` when the secrets do not answer. */
  async holderOf(token: string): Promise<User | undefined> {
    const given = digest(token);
    let holder: User | undefined;
    for (const [name, role] of Object.entries(HOLDERS)) {
      const expected = await this.#digestOf(name);
      // Both are compared always, so that the time says nothing about which one is near.
      if (expected && timingSafeEqual(given, expected)) {
        holder = { subject: name, name: `holder of the ${name}`, role };
      }
    }
    return holder;
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
}

/** RFC 6750 section 2.1. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization ?? '')?.[1];
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
