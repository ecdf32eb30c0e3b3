import type { MacKey } from '../cmac.ts';
import { AppletError } from '../errors.ts';
import { encodeFrame, type Frame } from '../frame.ts';
import type { MessageCodec } from './codec.ts';
import { answerReceipt, error, nothingPending, registerAck, wakeUp } from './downlink.ts';
import type { AppletMessage, DownlinkMessage, MessageName, UplinkMessage } from './message.ts';
import { notification } from './notification.ts';
import { notificationAck, pollRequest, register } from './uplink.ts';

/** Every message of the protocol. */
export const CODECS = {
  WakeUp: wakeUp,
  PollRequest: pollRequest,
  Notification: notification,
  NotificationAck: notificationAck,
  AnswerReceipt: answerReceipt,
  Register: register,
  RegisterAck: registerAck,
  NothingPending: nothingPending,
  Error: error,
} as const satisfies { [N in MessageName]: MessageCodec<N> };

type AnyCodec = (typeof CODECS)[MessageName];

const BY_ID = new Map<string, AnyCodec>(Object.values(CODECS).map((codec) => [codec.id, codec]));

/** The fields of a message as the wire has them, before counter and mac. Throws INVALID_FIELD. */
export function fieldsOf(message: AppletMessage): string[] {
  switch (message.name) {
    case 'PollRequest':
      return pollRequest.write(message);
    case 'Notification':
      return notification.write(message);
    case 'NotificationAck':
      return notificationAck.write(message);
    case 'AnswerReceipt':
      return answerReceipt.write(message);
    case 'NothingPending':
      return nothingPending.write(message);
    case 'Register':
      return register.write(message);
    case 'RegisterAck':
      return registerAck.write(message);
    case 'Error':
      return error.write(message);
    case 'WakeUp':
      return wakeUp.write(message);
  }
}

/**
 * One message as a frame. `counter` is a number from 0 to FFFFFFFFh, or the digits that a reply echoes.
 * Without a key the MAC is sixteen zeros. Throws INVALID_FIELD or FRAME_TOO_LARGE.
 */
export function encodeMessage(
  message: AppletMessage,
  counter: number | string,
  key: MacKey | undefined,
): Buffer {
  return encodeFrame(CODECS[message.name].id, fieldsOf(message), counter, key);
}

/** Throws UNKNOWN_MESSAGE or INVALID_FIELD. */
export function decodeMessage(frame: Frame): AppletMessage {
  return codecOf(frame).read(frame.fields);
}

/** What an applet may send. Throws UNEXPECTED_MESSAGE too. */
export function decodeUplink(frame: Frame): UplinkMessage {
  const message = decodeMessage(frame);
  if (isUplink(message)) return message;
  throw new AppletError('UNEXPECTED_MESSAGE', `${frame.msgId} travels from Tandem to the applet`);
}

/** What an applet may receive. Throws UNEXPECTED_MESSAGE too. */
export function decodeDownlink(frame: Frame): DownlinkMessage {
  const message = decodeMessage(frame);
  if (!isUplink(message)) return message;
  throw new AppletError('UNEXPECTED_MESSAGE', `${frame.msgId} travels from the applet to Tandem`);
}

export function isUplink(message: AppletMessage): message is UplinkMessage {
  return CODECS[message.name].direction === 'uplink';
}

function codecOf(frame: Frame): AnyCodec {
  const codec = BY_ID.get(frame.msgId);
  if (codec) return codec;
  const known = [...BY_ID.keys()].join(', ');
  throw new AppletError('UNKNOWN_MESSAGE', `the message id must be one of ${known}`);
}
