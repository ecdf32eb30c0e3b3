/** How stubborn the bank is. */
export interface RetryPolicy {
  /** Tries of one request, the first included. */
  readonly maxTries: number;
  readonly minBackoffMs: number;
  readonly maxBackoffMs: number;
  /** No try begins later than this after the first. */
  readonly forMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = {
  maxTries: 10,
  minBackoffMs: 100,
  maxBackoffMs: 5_000,
  forMs: 120_000,
};

const MAX_RETRY_AFTER_MS = 60_000;

/**
 * The pause before try `tries + 1`: exponential with full jitter upwards of half, and never shorter than
 * what Retry-After asks for. Delta-seconds only (RFC 9110 section 10.2.3); a date is taken as absent.
 * @param unit in [0, 1)
 */
export function backoffMs(
  policy: RetryPolicy,
  tries: number,
  retryAfter: string | undefined,
  unit: number,
): number {
  const ceiling = Math.min(policy.maxBackoffMs, policy.minBackoffMs * 2 ** (tries - 1));
  const own = ceiling * (0.5 + unit / 2);
  if (retryAfter === undefined || !/^[0-9]{1,6}$/.test(retryAfter)) return own;
  return Math.max(own, Math.min(Number(retryAfter) * 1_000, MAX_RETRY_AFTER_MS));
}
