import {
  type BalancerRules,
  type Decision,
  decide,
  type FailedTry,
  type PoolView,
  retryOf,
} from '@tandem/health';
import type { Random } from '../../random.ts';

export interface LoadBalancerOptions {
  readonly rules: BalancerRules;
  readonly isHealthy: (region: string) => boolean;
  readonly isEnabled: (pool: string) => boolean;
  readonly random: Random;
}

/** Cloudflare's default for cookies of sessions: 23 hours (Session affinity). */
const COOKIE_SECONDS = 82_800;
const COOKIE = '__cflb';

/** The rules with the present: who is healthy, and how many requests each pool has. */
export class LoadBalancer implements PoolView {
  readonly rules: BalancerRules;
  readonly #options: LoadBalancerOptions;
  readonly #outstanding = new Map<string, number>();

  constructor(options: LoadBalancerOptions) {
    this.rules = options.rules;
    this.#options = options;
  }

  isHealthy(endpoint: string): boolean {
    return this.#options.isHealthy(endpoint);
  }

  isEnabled(pool: string): boolean {
    return this.#options.isEnabled(pool);
  }

  outstanding(pool: string): number {
    return this.#outstanding.get(pool) ?? 0;
  }

  /** Undefined: 530. */
  decide(clientIp: string, cookies: string | undefined): Decision | undefined {
    const pinnedTo = this.#pinnedTo(cookies);
    const draw = this.#options.random.next();
    return decide(this.rules, this, {
      clientIp,
      draw,
      ...(pinnedTo === undefined ? {} : { pinnedTo }),
    });
  }

  retry(failed: Omit<FailedTry, 'draw'>): Decision | undefined {
    return retryOf(this.rules, this, { ...failed, draw: this.#options.random.next() });
  }

  /** A request is on its way to the pool; the returned function says that it has ended. */
  begin(pool: string): () => void {
    this.#outstanding.set(pool, this.outstanding(pool) + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#outstanding.set(pool, this.outstanding(pool) - 1);
    };
  }

  /** The cookie that pins a session, when the decision asks for it. */
  cookieFor({ pin, endpoint }: Decision): string | undefined {
    if (pin === undefined) return undefined;
    return `${COOKIE}=${endpoint}; Max-Age=${COOKIE_SECONDS}; Path=/; HttpOnly; SameSite=Lax`;
  }

  #pinnedTo(cookies: string | undefined): string | undefined {
    if (cookies === undefined || this.rules.sessionAffinity === 'none') return undefined;
    for (const pair of cookies.split(';')) {
      const [name, value] = pair.split('=', 2);
      if (name?.trim() === COOKIE) return value?.trim();
    }
    return undefined;
  }
}
