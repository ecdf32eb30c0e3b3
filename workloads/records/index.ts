export {
  APPLETS,
  type Applet,
  CUSTOMERS,
  type Customer,
  SMSC_MESSAGES,
  type SmscMessage,
  TRANSACTIONS,
} from './collections.ts';
export { type Accepted, type Applied, Ledger, type LedgerOptions } from './ledger.ts';
export { decodeNotice, encodeNotice, type FactType, type Notice, TRAIL_TOPIC } from './notice.ts';
