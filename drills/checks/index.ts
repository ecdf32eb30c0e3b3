export {
  CHECK_IDS,
  type Check,
  type CheckId,
  type Validity,
  verdictOf,
} from './check.ts';
export { checkFacts, checkHistory, type Verdict } from './check-history.ts';
export * from './facts/index.ts';
export { isContradictory } from './invariants/agreement.ts';
export { auditChain } from './invariants/audit.ts';
export { isLease, isStale } from './invariants/epochs.ts';
export { lossOf } from './invariants/one-outcome.ts';
export { duplicateWakeUps } from './invariants/wake-ups.ts';
export * from './measures/index.ts';
