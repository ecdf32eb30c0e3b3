export {
  AppletClient,
  type AppletClientOptions,
  createAppletClient,
  type ExchangeOptions,
  exchange,
} from './client/client.ts';
export { ExchangeError, type ExchangeFailure } from './client/errors.ts';
export { MAC_BYTES, MacKey } from './cmac.ts';
export { FrameDecoder } from './decoder.ts';
export { AppletKeyring, deriveAppletKey, type KeyringOptions } from './derivation.ts';
export {
  AppletError,
  isAppletError,
  REFUSALS,
  type RefusalCode,
  refusalOfWire,
} from './errors.ts';
export {
  encodeFrame,
  type Frame,
  formatCounter,
  frameSize,
  MAX_COUNTER,
  MAX_FRAME_BYTES,
  parseFrame,
  verifyFrame,
} from './frame.ts';
export {
  CODECS,
  decodeDownlink,
  decodeMessage,
  decodeUplink,
  encodeMessage,
  isUplink,
} from './messages/index.ts';
export {
  type AnswerReceipt,
  type AppletMessage,
  type DownlinkMessage,
  type ErrorMessage,
  type MessageName,
  type NothingPending,
  type Notification,
  type NotificationAck,
  type PollRequest,
  RECEIPT_RESULTS,
  REGISTER_RESULTS,
  type ReceiptResult,
  type Register,
  type RegisterAck,
  type RegisterResult,
  type UplinkMessage,
  type WakeUp,
} from './messages/message.ts';
export { MAX_ITEMS, MAX_POPUP_SECONDS, notificationFits } from './messages/notification.ts';
export type {
  AppletReply,
  AppletServerHooks,
  AppletServerOptions,
  Authentication,
  CloseReason,
} from './server/options.ts';
export { AppletServer, createAppletServer, type ListenAddress } from './server/server.ts';
