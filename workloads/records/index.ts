export { appletKeysOf } from './applet-keys.ts';
export {
  type AppletDetails,
  AppletDirectory,
  type AppletDirectoryOptions,
  type Registered,
  type Registration,
} from './applets.ts';
export { Breaker, type BreakerOptions, type BreakerState } from './breaker.ts';
export {
  APPLETS,
  type Applet,
  CUSTOMERS,
  type Customer,
  SMSC_MESSAGES,
  type SmscMessage,
  TRANSACTIONS,
} from './collections.ts';
export { DelayLine, type DelayLineOptions } from './delay-line.ts';
export { eachNotice } from './each-notice.ts';
export { hintCacheOf } from './hint-cache-of.ts';
export { type Accepted, type Applied, Ledger, type LedgerOptions } from './ledger.ts';
export { ledgerOf } from './ledger-of.ts';
export { decodeNotice, encodeNotice, type FactType, type Notice, TRAIL_TOPIC } from './notice.ts';
export { type ProgressDelays, progressDelays } from './progress.ts';
export { secretBytes } from './secret-bytes.ts';
export { subscriptionFigures } from './subscription-figures.ts';
