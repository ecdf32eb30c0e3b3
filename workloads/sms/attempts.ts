import type { Transaction, WakeUp } from '@tandem/core';
import { isRetryableStatus } from '@tandem/smpp';

export interface AttemptPolicy {
  readonly maxAttempts: number;
  /** Silence of the applet after which the next attempt is due. */
  readonly retryAfterMs: number;
  /** A claimed attempt of which nothing is known by then was never sent: its process died. */
  readonly claimProgressMs: number;
}

/**
 * `due`: attempt `attempt` may be claimed now. `orphan-or-silent`: due only if the SMSC never took the
 * attempt before it. `idle`: there is nothing to send, and why.
 */
export type NextAttempt =
  | { readonly kind: 'due'; readonly attempt: number }
  | { readonly kind: 'orphan-or-silent'; readonly attempt: number }
  | { readonly kind: 'idle'; readonly why: Idle };

export type Idle = 'over' | 'presented' | 'waiting' | 'exhausted' | 'refused';

/** Which attempt to wake the SIM is due (I6): a repeat of an event finds none. */
export function nextAttempt(
  transaction: Transaction,
  now: number,
  policy: AttemptPolicy,
): NextAttempt {
  const { state, deadline, presentedAt, wakeUps } = transaction;
  if (state !== 'resolved' || now >= deadline) return idle('over');
  // The applet has polled: it is awake, and the answer is up to the person.
  if (presentedAt !== undefined) return idle('presented');
  const last = wakeUps.at(-1);
  const attempt = wakeUps.length + 1;
  if (!last) return { kind: 'due', attempt };
  if (isRefusedForGood(last)) return idle('refused');
  if (attempt > policy.maxAttempts) return idle('exhausted');
  return after(last, attempt, now, policy);
}

function after(last: WakeUp, attempt: number, now: number, policy: AttemptPolicy): NextAttempt {
  const failed = last.result !== undefined && last.result !== 'submitted';
  const elapsedMs = now - last.claimedAt;
  if (failed || elapsedMs >= policy.retryAfterMs) return { kind: 'due', attempt };
  if (elapsedMs >= policy.claimProgressMs) return { kind: 'orphan-or-silent', attempt };
  return idle('waiting');
}

/** The SMSC would refuse the same message again. */
function isRefusedForGood({ result, commandStatus }: WakeUp): boolean {
  return result === 'refused' && commandStatus !== undefined && !isRetryableStatus(commandStatus);
}

function idle(why: Idle): NextAttempt {
  return { kind: 'idle', why };
}
