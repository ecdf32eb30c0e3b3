export { p99NormalAfter } from './latency.ts';
export { percentile } from './percentile.ts';
export {
  acceptanceP99Ms,
  asExpected,
  availability,
  completionP99Ms,
  completions,
  type FaultSpan,
  faultSpan,
  firstTryAvailability,
  isAccepted,
  type Phases,
} from './phases.ts';
export {
  apiRecovery,
  failedOffersUntil,
  firstTryErrorsUntil,
  type JobsRecovery,
  jobsRecovery,
  simRecovery,
  type TrafficRecovery,
} from './recovery.ts';
