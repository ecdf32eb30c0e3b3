import { Type } from 'typebox';
import {
  count,
  durationMs,
  fixedMs,
  fixedSeconds,
  list,
  name,
  ours,
  personSeconds,
  port,
  record,
  timeoutMs,
} from './kinds.ts';

/** Below it a busy test machine would re-drive what is merely on its way. */
const PROGRESS_FLOOR_MS = 1_000;

/** Deadline of a transaction = accepted + wake allowance + its popup seconds. */
export const AuthenticationSchema = record({
  ours: ours(),
  minPopupSeconds: fixedSeconds(),
  maxPopupSeconds: fixedSeconds(),
  defaultPopupSeconds: personSeconds(),
  /** For resolving the subscriber, the wake-up SMS and the applet's first poll. */
  wakeAllowanceSeconds: personSeconds(),
  maxMessageLength: count(1),
  maxItems: count(1),
  maxItemLength: count(1),
  maxAnswerLength: count(1),
  maxBodyBytes: count(1),
  idempotencyMs: fixedMs(),
  tokenLifetimeMs: fixedMs(),
  /** X-Timestamp may differ from now by this much; an identical request inside it is a retry. */
  signatureWindowMs: fixedMs(),
  /** At least the longest possible deadline; a miss reads documents. */
  mailboxTtlMs: fixedMs(),
  rateLimit: record({ perSecond: count(1), burst: count(1) }),
  wakeUp: record({
    maxAttempts: count(1),
    /** Silence of the applet after which the next attempt is claimed. */
    retryAfterMs: timeoutMs(PROGRESS_FLOOR_MS),
    /** A claimed attempt that shows no result by then is orphaned. */
    claimProgressMs: timeoutMs(PROGRESS_FLOOR_MS),
  }),
  orphans: record({
    redriveEveryMs: durationMs(100),
    staleAfterMs: timeoutMs(PROGRESS_FLOOR_MS),
    batch: count(1),
  }),
  expiry: record({ scanEveryMs: durationMs(50), batch: count(1) }),
  outbox: record({ relayEveryMs: durationMs(50), batch: count(1) }),
  callback: record({
    timeoutMs: timeoutMs(),
    /** Delay before each retry, in order; then the dead-letter list. */
    backoffMs: list(durationMs(), 1),
    jitter: Type.Number({ minimum: 0, maximum: 1 }),
    retryBudgetMs: durationMs(),
    scanEveryMs: durationMs(50),
    concurrency: count(1),
  }),
  mnoApi: record({ timeoutMs: timeoutMs(), maxAttempts: count(1), subscriberCacheMs: fixedMs() }),
});

export const SmppSchema = record({
  ours: ours(),
  bindsPerRegion: count(1),
  window: count(1),
  messagesPerSecondPerBind: count(1),
  bindTimeoutMs: timeoutMs(),
  responseTimeoutMs: timeoutMs(),
  enquireLinkMs: durationMs(500),
  reconnectMinMs: durationMs(50),
  reconnectMaxMs: durationMs(500),
  throttleBackoffMinMs: durationMs(50),
  throttleBackoffMaxMs: durationMs(500),
  sourceAddress: record({ address: name(), ton: count(), npi: count() }),
});

export const AppletSchema = record({
  ours: ours(),
  maxFrameBytes: count(1),
  maxConnections: count(1),
  firstFrameTimeoutMs: timeoutMs(),
  idleTimeoutMs: timeoutMs(),
  /** What NothingPending tells the applet to wait. */
  nothingPendingRetrySeconds: fixedSeconds(),
  answerRepeatMs: timeoutMs(),
});

export const ShutdownSchema = record({
  ours: ours(),
  /** Shorter than the termination grace, which is shorter than the notice of a spot reclaim. */
  drainDeadlineMs: durationMs(500),
  terminationGraceMs: durationMs(1_000),
});

export const LeaseSchema = record({
  ours: ours(),
  durationMs: durationMs(),
  renewEveryMs: durationMs(),
  lookEveryMs: durationMs(),
});

/** When a region says UP or DOWN of itself. */
export const HealthSchema = record({
  ours: ours(),
  checkEveryMs: durationMs(50),
  dependencyTimeoutMs: timeoutMs(),
  failuresToDown: count(1),
  successesToUp: count(1),
});

export const AuditSchema = record({
  ours: ours(),
  sealEveryMs: durationMs(100),
  sealMaxEntries: count(1),
  retentionMs: fixedMs(),
});

export const MaintenanceSchema = record({
  ours: ours(),
  purgeEveryMs: durationMs(100),
  purgeBatch: count(1),
  deadLetterRetentionMs: fixedMs(),
});

/** The operator's side, for firewall rules and clients. */
export const CarrierSchema = record({
  ours: ours(),
  smsc: record({ addresses: list(name(), 1), port: port() }),
  mnoApi: record({ hostname: name(), port: port() }),
  /** Where customers are called back: server names, or `.domain` for every name below it. */
  callbackDomains: list(name(), 1),
});
