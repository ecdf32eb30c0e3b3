import { lookup } from 'node:dns/promises';
import type { Clock } from '@tandem/core';
import { LRUCache } from 'lru-cache';
import { isPublicAddress } from './public-address.ts';

/** Every address of a host name. Rejects as `dns.lookup` does: `code` ENOTFOUND when there is none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** By the system's resolver, as the connection itself will do it. */
export const systemResolve: Resolve = async (hostname) => {
  const found = await lookup(hostname, { all: true, verbatim: true });
  return found.map(({ address }) => address);
};

export type Resolution =
  | { readonly kind: 'public' }
  /** One private address among public ones is enough: the connection might take just that one. */
  | { readonly kind: 'private' }
  /** The name does not exist. */
  | { readonly kind: 'absent' }
  /** The resolver did not answer in time or failed; asking again may help. */
  | { readonly kind: 'unknown' };

export interface ResolverOptions {
  readonly resolve: Resolve;
  readonly clock: Clock;
  readonly timeoutMs?: number;
}

interface Remembered {
  readonly resolution: Resolution;
  readonly freshUntil: number;
}

const MAX_HOSTS = 10_000;
const FRESH_MS = 30_000;
/** A wrong name is asked again soon: its owner is probably correcting it. */
const ABSENT_FRESH_MS = 5_000;
/** While the resolver fails, an older answer serves; the guard at connect time checks the real one. */
const STALE_MS = 600_000;

/** Remembers where up to 10,000 hosts lead; concurrent questions about one host are one. */
export class CallbackResolver {
  readonly #options: ResolverOptions;
  readonly #timeoutMs: number;
  readonly #remembered = new LRUCache<string, Remembered>({ max: MAX_HOSTS });
  readonly #asking = new Map<string, Promise<Resolution>>();

  constructor(options: ResolverOptions) {
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? 2_000;
  }

  /** The remembered answer while it is fresh, without a turn of the event loop. */
  known(hostname: string): Resolution | undefined {
    const found = this.#remembered.get(hostname);
    return found && found.freshUntil > this.#options.clock.monotonic()
      ? found.resolution
      : undefined;
  }

  /** Never rejects. */
  async resolution(hostname: string): Promise<Resolution> {
    const known = this.known(hostname);
    if (known) return known;
    let asking = this.#asking.get(hostname);
    if (!asking) {
      asking = this.#ask(hostname).finally(() => this.#asking.delete(hostname));
      this.#asking.set(hostname, asking);
    }
    return asking;
  }

  async #ask(hostname: string): Promise<Resolution> {
    const resolution = await this.#bounded(hostname);
    const now = this.#options.clock.monotonic();
    if (resolution.kind === 'unknown') {
      const old = this.#remembered.peek(hostname);
      const usable =
        old !== undefined && old.resolution.kind !== 'absent' && now - old.freshUntil < STALE_MS;
      return usable ? old.resolution : resolution;
    }
    const freshMs = resolution.kind === 'absent' ? ABSENT_FRESH_MS : FRESH_MS;
    this.#remembered.set(hostname, { resolution, freshUntil: now + freshMs });
    return resolution;
  }

  #bounded(hostname: string): Promise<Resolution> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.schedule(this.#timeoutMs, () =>
        resolve({ kind: 'unknown' }),
      );
      const settle = (resolution: Resolution) => {
        cancel();
        resolve(resolution);
      };
      this.#options.resolve(hostname).then(
        (addresses) => settle(judge(addresses)),
        (error: unknown) => settle(isAbsent(error) ? ABSENT : { kind: 'unknown' }),
      );
    });
  }
}

const ABSENT: Resolution = { kind: 'absent' };

function judge(addresses: readonly string[]): Resolution {
  if (addresses.length === 0) return ABSENT;
  return { kind: addresses.every(isPublicAddress) ? 'public' : 'private' };
}

function isAbsent(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ENOTFOUND' || error.code === 'ENODATA')
  );
}
