import type { Problem } from '../problem.ts';
import type { Topology } from '../schema/topology.ts';

/** Ids, counter, MAC, separators and framing of a Notification, in bytes. */
const NOTIFICATION_OVERHEAD = 96;
/** UTF-8 needs at most three bytes for a UTF-16 code unit. */
const BYTES_PER_UNIT = 3;

export function* deadlineCoversThePopup({ authentication }: Topology): Iterable<Problem> {
  const { minPopupSeconds, maxPopupSeconds, defaultPopupSeconds, wakeAllowanceSeconds } =
    authentication;
  if (wakeAllowanceSeconds < 1) {
    yield {
      path: 'authentication.wakeAllowanceSeconds',
      value: wakeAllowanceSeconds,
      message:
        'the deadline (accepted + wake allowance + popup) would end before the popup does: ' +
        'at least 1',
    };
  }
  if (defaultPopupSeconds < minPopupSeconds || defaultPopupSeconds > maxPopupSeconds) {
    yield {
      path: 'authentication.defaultPopupSeconds',
      value: defaultPopupSeconds,
      message: `must lie within minPopupSeconds and maxPopupSeconds: ${minPopupSeconds} to ${maxPopupSeconds}`,
    };
  }
  const { maxAttempts, retryAfterMs } = authentication.wakeUp;
  if (retryAfterMs * (maxAttempts - 1) >= wakeAllowanceSeconds * 1_000) {
    yield {
      path: 'authentication.wakeUp.retryAfterMs',
      value: retryAfterMs,
      message: `the last of ${maxAttempts} attempts must be sent within the ${wakeAllowanceSeconds} s of the wake allowance`,
    };
  }
}

export function* mailboxOutlivesTheDeadline({ authentication }: Topology): Iterable<Problem> {
  const { maxPopupSeconds, wakeAllowanceSeconds, mailboxTtlMs } = authentication;
  const longestMs = (maxPopupSeconds + wakeAllowanceSeconds) * 1_000;
  if (mailboxTtlMs >= longestMs) return;
  yield {
    path: 'authentication.mailboxTtlMs',
    value: mailboxTtlMs,
    message: `must be at least ${longestMs}, the longest deadline, or every late poll reads documents`,
  };
}

export function* notificationFitsOneFrame({ authentication, applet }: Topology): Iterable<Problem> {
  const { maxMessageLength, maxItems, maxItemLength } = authentication;
  const bytes =
    NOTIFICATION_OVERHEAD +
    maxMessageLength * BYTES_PER_UNIT +
    maxItems * (maxItemLength * BYTES_PER_UNIT + 1);
  if (bytes <= applet.maxFrameBytes) return;
  yield {
    path: 'authentication.maxMessageLength',
    value: maxMessageLength,
    message: `with ${maxItems} items of ${maxItemLength} a notification may take ${bytes} bytes, a frame ${applet.maxFrameBytes}`,
  };
}

export function* callbacksEndWithinTheirBudget({ authentication }: Topology): Iterable<Problem> {
  const { backoffMs, timeoutMs, retryBudgetMs, jitter } = authentication.callback;
  const waits = backoffMs.reduce((sum, wait) => sum + wait, 0) * (1 + jitter);
  const needed = Math.ceil(waits + (backoffMs.length + 1) * timeoutMs);
  if (retryBudgetMs >= needed) return;
  yield {
    path: 'authentication.callback.retryBudgetMs',
    value: retryBudgetMs,
    message: `the schedule takes up to ${needed} ms: its last retries would never be made`,
  };
}

export function* bindsCarryTheLoad({
  authentication,
  smpp,
  workloads,
}: Topology): Iterable<Problem> {
  const capacity = smpp.bindsPerRegion * smpp.messagesPerSecondPerBind;
  if (authentication.rateLimit.perSecond > capacity) {
    yield {
      path: 'authentication.rateLimit.perSecond',
      value: authentication.rateLimit.perSecond,
      message: `one customer could ask for more wake-ups than the ${smpp.bindsPerRegion} binds of a region carry: ${capacity}/s`,
    };
  }
  if (smpp.bindsPerRegion < workloads.sms.replicas.active.min) {
    yield {
      path: 'smpp.bindsPerRegion',
      value: smpp.bindsPerRegion,
      message: `some of the ${workloads.sms.replicas.active.min} replicas of sms would have no bind`,
    };
  }
  for (const [min, max] of [
    ['reconnectMinMs', 'reconnectMaxMs'],
    ['throttleBackoffMinMs', 'throttleBackoffMaxMs'],
  ] as const) {
    if (smpp[min] <= smpp[max]) continue;
    yield { path: `smpp.${min}`, value: smpp[min], message: `is over ${max}, ${smpp[max]}` };
  }
}

export function* idleEndsInTheRightOrder({
  applet,
  aws,
  authentication,
  edge,
}: Topology): Iterable<Problem> {
  const inBetween = {
    'the NLB': aws.nlb.idleTimeoutMs,
    'the accelerator': edge.accelerator.connections.idleTimeoutMs,
  };
  for (const [who, idleTimeoutMs] of Object.entries(inBetween)) {
    if (applet.idleTimeoutMs < idleTimeoutMs) continue;
    yield {
      path: 'applet.idleTimeoutMs',
      value: applet.idleTimeoutMs,
      message: `must be below that of ${who}, ${idleTimeoutMs} ms, which drops a connection without a word`,
    };
  }
  if (applet.idleTimeoutMs <= authentication.defaultPopupSeconds * 1_000) {
    yield {
      path: 'applet.idleTimeoutMs',
      value: applet.idleTimeoutMs,
      message: 'would cut the connection while a person still looks at the popup',
    };
  }
}

/** Row W5: a reclaimed node is gone after its notice, drained or not. */
export function* drainEndsBeforeTheNotice(topology: Topology): Iterable<Problem> {
  const { drainDeadlineMs, terminationGraceMs } = topology.shutdown;
  const noticeMs = topology.workerGroups.spot.reclaimNoticeMs;
  if (drainDeadlineMs >= terminationGraceMs) {
    yield {
      path: 'shutdown.drainDeadlineMs',
      value: drainDeadlineMs,
      message: `must be below the termination grace of ${terminationGraceMs} ms, or the kill comes first`,
    };
  }
  if (terminationGraceMs >= noticeMs) {
    yield {
      path: 'shutdown.terminationGraceMs',
      value: terminationGraceMs,
      message: `must be below the notice of a spot reclaim, ${noticeMs} ms`,
    };
  }
}

export function* leaseSurvivesLostRenewals({ lease }: Topology): Iterable<Problem> {
  if (lease.renewEveryMs * 3 > lease.durationMs) {
    yield {
      path: 'lease.renewEveryMs',
      value: lease.renewEveryMs,
      message: `must be at most a third of the lease, ${lease.durationMs / 3}: one lost renewal is no lost region`,
    };
  }
  if (lease.lookEveryMs > lease.renewEveryMs) {
    yield {
      path: 'lease.lookEveryMs',
      value: lease.lookEveryMs,
      message: `must be at most renewEveryMs, ${lease.renewEveryMs}: a standby that looks more rarely takes over late`,
    };
  }
}
