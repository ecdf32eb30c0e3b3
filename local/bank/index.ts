export { type Approval, isRetryableHttp, type Submission } from './approval.ts';
export { Bank, type BankDependencies } from './bank.ts';
export type { CallbackRecord } from './callback.ts';
export { type CallbackFault, CallbackFaultSchema } from './callback-faults.ts';
export type { Contradiction, Reception } from './callback-log.ts';
export {
  CallbackReceiver,
  type CallbackReceiverOptions,
  type OutcomeListener,
} from './callback-receiver.ts';
export { BankClient, type BankClientOptions } from './client.ts';
export type { BankCredentials } from './credentials.ts';
export { type Driver, drive, saturate } from './drive.ts';
export type { ClosedLoop, OpenLoop } from './drive-options.ts';
export type { DriveResult } from './drive-result.ts';
export type { LatencySummary } from './latency.ts';
export { runBank } from './main.ts';
export { type BankOptions, type BankSettings, bankSettings } from './options.ts';
export type { RetryPolicy } from './retry.ts';
