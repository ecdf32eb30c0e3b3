import {
  acceptanceP99Ms,
  apiRecovery,
  asExpected,
  auditChain,
  availability,
  checkFacts,
  completionP99Ms,
  duplicateWakeUps,
  factsOf,
  failedOffersUntil,
  faultSpan,
  firstTryAvailability,
  firstTryErrorsUntil,
  isLease,
  isStale,
  jobsRecovery,
  p99NormalAfter,
  parametersOf,
  simRecovery,
} from '../checks/index.ts';
import type { History } from '../history/index.ts';
import { loadOf, lossesOf, outcomesOf } from './counts.ts';
import type { DrillResult } from './schema.ts';

/**
 * Everything that a history tells, as CONTRACTS.md has it. Reads nothing else, so that `drill check` says the
 * same again. Throws a NotToldError when the history does not begin with the drill and its figures.
 */
export function resultOf(history: History): DrillResult {
  const facts = factsOf(history);
  const { name, profile, seed, rate, seconds } = parametersOf(facts);
  const { valid, checks } = checkFacts(facts);
  const { deadLetters, ...losses } = lossesOf(facts);
  const span = faultSpan(facts);
  const writes = facts.recording.of('guarded-write');
  const epochs = new Set(writes.filter(isLease).map(({ operation }) => operation.value.epoch));
  return {
    drill: name,
    profile,
    seed,
    valid,
    load: { rate, seconds, ...loadOf(facts) },
    outcomes: outcomesOf(facts),
    ...losses,
    duplicateWakeups: duplicateWakeUps(facts),
    auditChain: auditChain(facts),
    rto: { api: apiRecovery(facts), sim: simRecovery(facts), jobs: jobsRecovery(facts) },
    fault: { at: span?.at ?? null, healedAt: span?.healedAt ?? null },
    availability: availability(facts),
    p99Ms: acceptanceP99Ms(facts),
    measured: {
      firstTryAvailability: firstTryAvailability(facts),
      asExpected: asExpected(facts),
      completionP99Ms: completionP99Ms(facts),
      firstTryErrorsUntil: firstTryErrorsUntil(facts),
      failedOffersUntil: failedOffersUntil(facts),
      p99NormalAfter: p99NormalAfter(facts),
      refusedWrites: writes.filter(isStale).length,
      epochs: Math.max(0, epochs.size - 1),
      deadLetters,
    },
    checks: checks.map((check) => ({ ...check, operations: [...check.operations] })),
  };
}
