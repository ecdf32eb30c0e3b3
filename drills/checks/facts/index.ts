export type { Answer, Exchange, Poll } from './exchanges.ts';
export { type Facts, factsOf, NotToldError, parametersOf } from './facts.ts';
export { dueAt, firstTryFailed, type Offer, type OfferEnd } from './offers.ts';
export { type PendingSpan, pendingSpans } from './pending.ts';
export type { Recording } from './recording.ts';
export {
  type Acceptance,
  appletOf,
  type Delivery,
  type Rest,
  type Sighting,
  type TransactionFacts,
} from './transactions.ts';
export { collectWakeUps, type WakeUpFact } from './wake-ups.ts';
export {
  type FaultWindow,
  faultsDuring,
  type Interval,
  overlap,
  undecidable,
} from './windows.ts';
