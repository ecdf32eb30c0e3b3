import type { TopologyDraft } from '../schema/topology.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../time.ts';

export const authentication: TopologyDraft['authentication'] = {
  ours: 'The description has the path but none of its figures.',
  minPopupSeconds: 1,
  maxPopupSeconds: 120,
  defaultPopupSeconds: 20,
  wakeAllowanceSeconds: 10,
  // A notification with the longest message and items, three bytes a UTF-16 unit, fits one frame.
  maxMessageLength: 240,
  maxItems: 6,
  maxItemLength: 30,
  maxAnswerLength: 60,
  maxBodyBytes: 16_384,
  idempotencyMs: 30 * DAY,
  tokenLifetimeMs: 10 * MINUTE,
  signatureWindowMs: 5 * MINUTE,
  mailboxTtlMs: 3 * MINUTE,
  // What the binds of one region carry: no single customer may ask for more.
  rateLimit: { perSecond: 1_000, burst: 2_000 },
  wakeUp: { maxAttempts: 2, retryAfterMs: 8 * SECOND, claimProgressMs: 5 * SECOND },
  // Longer than the operator's API may take with its retries (2 x 2 s); a survivor so has most of the deadline left.
  orphans: { redriveEveryMs: 2 * SECOND, staleAfterMs: 5 * SECOND, batch: 500 },
  expiry: { scanEveryMs: 250, batch: 1_000 },
  outbox: { relayEveryMs: SECOND, batch: 500 },
  callback: {
    timeoutMs: 5 * SECOND,
    backoffMs: [SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 6 * HOUR],
    jitter: 0.2,
    retryBudgetMs: 12 * HOUR,
    scanEveryMs: 500,
    concurrency: 64,
  },
  mnoApi: { timeoutMs: 2 * SECOND, maxAttempts: 2, subscriberCacheMs: HOUR },
};
