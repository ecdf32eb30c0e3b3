import type { History } from '../history/index.ts';
import { CHECK_IDS, type Check, type CheckId, type Validity, verdictOf } from './check.ts';
import { type Facts, factsOf } from './facts/index.ts';
import { type Checker, runChecker } from './finding.ts';
import { agreement } from './invariants/agreement.ts';
import { arbiter } from './invariants/arbiter.ts';
import { atRest } from './invariants/at-rest.ts';
import { audit } from './invariants/audit.ts';
import { epochs } from './invariants/epochs.ts';
import { idempotency } from './invariants/idempotency.ts';
import { oneOutcome } from './invariants/one-outcome.ts';
import { plausibility } from './invariants/plausibility.ts';
import { popups } from './invariants/popups.ts';
import { service } from './invariants/service.ts';
import { wakeUps } from './invariants/wake-ups.ts';

const CHECKERS: Readonly<Record<CheckId, Checker>> = {
  I1: oneOutcome,
  I2: agreement,
  I3: idempotency,
  I4: arbiter,
  I5: epochs,
  I6: wakeUps,
  I7: audit,
  I8: atRest,
  I9: popups,
  availability: service,
  plausibility,
};

export interface Verdict {
  readonly valid: Validity;
  readonly checks: readonly Check[];
}

/** Judges a history by itself alone. Never throws for what is in it. */
export function checkHistory(history: History): Verdict {
  return checkFacts(factsOf(history));
}

export function checkFacts(facts: Facts): Verdict {
  const checks = CHECK_IDS.map((id) => runChecker(id, CHECKERS[id], facts));
  return { valid: verdictOf(checks), checks };
}
