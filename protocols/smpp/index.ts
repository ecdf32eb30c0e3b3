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
export { TLVS, type TlvName, type Tlvs, type TlvsInput } from './pdu/tlv-registry.ts';
export type { AnswerTo } from './session/answers.ts';
export type { BindType } from './session/binding.ts';
export type { RequestOptions, Session } from './session/session.ts';
export type { SmscOptions } from './smsc/options.ts';
export type { OutbindTarget } from './smsc/outbind.ts';
export { createSmsc, Smsc, type SmscEvents } from './smsc/smsc.ts';
export type { SmscSession } from './smsc/smsc-session.ts';
