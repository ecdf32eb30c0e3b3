export { type Cancel, type Clock, delay, ManualClock, systemClock } from './clock.ts';
export { ERRORS, type ErrorCode, type ErrorSpec, TandemError } from './errors.ts';
export { type ActiveFault, type Fault, FaultBoard } from './faults.ts';
export { type Fenced, type FencedWrite, fencedChange, stampEpoch } from './fencing.ts';
export { ID_PATTERN, isId, newId, type TransactionId } from './ids.ts';
export {
  hashMsisdn,
  MSISDN_PATTERN,
  type Msisdn,
  maskMsisdn,
  openMsisdn,
  parseMsisdn,
  sealMsisdn,
} from './msisdn.ts';
export {
  APPLET_STATUSES,
  type AppletStatus,
  isPositive,
  MODELS,
  type Model,
  OUTCOME_STATUSES,
  type Outcome,
  type OutcomeStatus,
  outcomeOfAnswer,
  RESPONSE_TYPES,
  type ResponseType,
} from './outcome.ts';
export { isSelfConnected } from './self-connection.ts';
export {
  SIGNATURE_TOLERANCE_SECONDS,
  type SignatureCheck,
  type SignatureFailure,
  type SignedRequest,
  signRequest,
  subjectIdentifier,
  verifySignature,
} from './signature.ts';
export { MAX_STEPS } from './transaction/decision.ts';
export type {
  Decision,
  NewTransaction,
  TransactionEvent,
  TransactionEventType,
  UnchangedReason,
} from './transaction/events.ts';
export {
  type ApprovalRequest,
  type Callback,
  type DecidedOutcome,
  EVENT_TOPICS,
  type Step,
  type Subscriber,
  type Transaction,
  type TransactionState,
  type TransactionTopic,
  type WakeUp,
  type WakeUpResult,
} from './transaction/transaction.ts';
export { acceptTransaction, decide } from './transaction/transitions.ts';
