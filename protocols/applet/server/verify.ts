import type { MacKey } from '../cmac.ts';
import { AppletError, type RefusalCode } from '../errors.ts';
import { type Frame, parseFrame, verifyFrame } from '../frame.ts';
import { decodeUplink } from '../messages/index.ts';
import type { UplinkMessage } from '../messages/message.ts';
import type { Authentication } from './options.ts';

/** How a reply to one frame is sealed: the counter it echoes and the key, if there is one. */
export interface Seal {
  readonly counter: string;
  readonly key: MacKey | undefined;
}

/** For refusals of bytes that no applet can be read from. */
export const NO_SEAL: Seal = { counter: '00000000', key: undefined };

/** A frame that is refused, with the seal of the 3199 that says so. */
export class RefusedFrame {
  readonly code: RefusalCode;
  readonly seal: Seal;
  /** Set when the frame was not at fault: `keyFor` threw. */
  readonly failure: unknown;

  constructor(error: unknown, seal: Seal) {
    this.failure = error instanceof AppletError ? undefined : error;
    this.code = error instanceof AppletError ? error.code : 'INTERNAL';
    this.seal = seal;
  }
}

export interface VerifiedFrame {
  readonly message: UplinkMessage;
  readonly counter: number;
  readonly seal: Seal;
}

/**
 * From bytes to a message that its applet has signed: grammar, key, MAC, fields, in this order, so that
 * nothing an unauthenticated sender wrote is looked at beyond the applet's id. Never throws.
 */
export function readUplink(
  bytes: Buffer,
  authentication: Authentication | undefined,
): VerifiedFrame | RefusedFrame {
  let seal = NO_SEAL;
  try {
    const frame = parseFrame(bytes);
    seal = { counter: frame.counterText, key: undefined };
    if (authentication) {
      const key = keyOf(frame, authentication);
      seal = { counter: frame.counterText, key };
      if (!key || !verifyFrame(bytes, frame, key)) {
        if (key) authentication.mismatched?.(frame.fields[0] ?? '');
        throw new AppletError('AUTHENTICATION_FAILED', 'the MAC does not match');
      }
    }
    return { message: decodeUplink(frame), counter: frame.counter, seal };
  } catch (error) {
    return new RefusedFrame(error, seal);
  }
}

/** Every uplink message has the applet's id first; an id of another shape is nobody's. */
function keyOf(frame: Frame, authentication: Authentication): MacKey | undefined {
  const [appletId = ''] = frame.fields;
  return APPLET_ID.test(appletId) ? authentication.keyFor(appletId) : undefined;
}

const APPLET_ID = /^[A-Za-z0-9._:-]{1,64}$/;
