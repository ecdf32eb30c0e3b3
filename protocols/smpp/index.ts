export { decodeGsm, encodeGsm, packSeptets, unpackSeptets } from './coding/gsm0338.ts';
export {
  type Alphabet,
  alphabetOf,
  decodeText,
  type EncodedText,
  encodeText,
} from './coding/text.ts';
export { type Sent, SmppError, type SmppErrorCode } from './errors.ts';
export { createEsme, Esme, type EsmeEvents, type EsmeState } from './esme/esme.ts';
export type { DeliverAnswer, EsmeOptions } from './esme/options.ts';
export {
  listenForOutbind,
  type OutbindListener,
  type OutbindListenerOptions,
} from './esme/outbind-listener.ts';
export { decode, encode } from './pdu/codec.ts';
export {
  COMMAND_STATUS,
  type CommandStatusName,
  commandStatusName,
  isRetryableStatus,
  Status,
} from './pdu/command-status.ts';
export { RecoverableDecodeError, SmppEncodeError, UnrecoverableDecodeError } from './pdu/errors.ts';
export type { Destination, UnsuccessfulDestination } from './pdu/fields.ts';
export { Framer } from './pdu/framer.ts';
export type { BindCommand, CommandName, Pdu, PduFields, PduInput, RequestName } from './pdu/pdu.ts';
export { absoluteTime, parseTime, relativeTime } from './pdu/time.ts';
export { TLVS, type TlvName, type Tlvs, type TlvsInput } from './pdu/tlv-registry.ts';
export {
  DataCoding,
  EsmClass,
  isFinal,
  MESSAGE_STATES,
  type MessageState,
  Npi,
  RegisteredDelivery,
  Ton,
} from './pdu/values.ts';
export { buildReceipt, type ReceiptContent } from './receipts/build.ts';
export { canonicalMessageId, messageIdCandidates } from './receipts/message-id.ts';
export { type DeliveryReceipt, isReceipt, parseReceipt } from './receipts/parse.ts';
export { Reassembly, type ReassemblyOptions } from './segmentation/reassembly.ts';
export { type Segment, type SplitOptions, splitMessage } from './segmentation/split.ts';
export { type Concatenation, type Part, partOf, userDataOf } from './segmentation/udh.ts';
export type { AnswerTo } from './session/answers.ts';
export type { BindType } from './session/binding.ts';
export type { Session } from './session/session.ts';
export type { RequestOptions } from './session/settings.ts';
export type { SmscOptions } from './smsc/options.ts';
export type { OutbindTarget } from './smsc/outbind.ts';
export { createSmsc, Smsc, type SmscEvents } from './smsc/smsc.ts';
export type { SmscSession } from './smsc/smsc-session.ts';
