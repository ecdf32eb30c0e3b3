import { isUtf8 } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import { MAC_BYTES, type MacKey } from './cmac.ts';
import { AppletError } from './errors.ts';
import { DLE, escapeField, STX, US, unescapeField } from './escaping.ts';

/*
 * frame   = STX msgId *(US field) US counter US mac ETX      UTF-8, at most 1,400 bytes
 * msgId   = 4DIGIT
 * field   = *(any byte but STX ETX DLE US / DLE (byte XOR 40h))
 * counter = 8HEXDIG
 * mac     = 16 upper-case HEXDIG over everything after STX up to but without the US before mac
 */
export const MAX_FRAME_BYTES = 1400;
export const MAX_COUNTER = 0xffff_ffff;

const SEPARATOR = String.fromCharCode(US);
const MAC_DIGITS = MAC_BYTES * 2;
/** Offsets from the end of a frame: ETX, mac, US; then counter, US. */
const MAC_SEPARATOR = 1 + MAC_DIGITS + 1;
const COUNTER_DIGITS = 8;
const COUNTER_SEPARATOR = MAC_SEPARATOR + COUNTER_DIGITS + 1;
const MIN_FRAME_BYTES = 1 + '3122'.length + COUNTER_SEPARATOR;
const UNSIGNED = '0'.repeat(MAC_DIGITS);

const MESSAGE_ID = /^[0-9]{4}$/;
const COUNTER = /^[0-9A-Fa-f]{8}$/;
const MAC = /^[0-9A-F]{16}$/;

export interface Frame {
  readonly msgId: string;
  readonly fields: readonly string[];
  readonly counter: number;
  /** The counter as it stood on the wire: a reply echoes these digits. */
  readonly counterText: string;
  readonly mac: string;
}

const output = Buffer.alloc(MAX_FRAME_BYTES);
const claimed = Buffer.alloc(MAC_BYTES);

/** Bytes that a message with these fields takes on the wire, from STX to ETX. */
export function frameSize(fields: readonly string[]): number {
  let size = MIN_FRAME_BYTES;
  for (const field of fields) size += 1 + Buffer.byteLength(escapeField(field), 'utf8');
  return size;
}

/**
 * Writes one frame; without a key the MAC is sixteen zeros. A counter given as text is sent as it is.
 * Throws FRAME_TOO_LARGE, and INVALID_FIELD for text that is not valid Unicode.
 */
export function encodeFrame(
  msgId: string,
  fields: readonly string[],
  counter: number | string,
  key: MacKey | undefined,
): Buffer {
  let text = `\x02${msgId}`;
  for (const field of fields) text += SEPARATOR + escapeField(field);
  text += SEPARATOR + (typeof counter === 'string' ? counter : formatCounter(counter));
  const size = Buffer.byteLength(text, 'utf8') + MAC_SEPARATOR;
  if (size > MAX_FRAME_BYTES) {
    throw new AppletError(
      'FRAME_TOO_LARGE',
      `frame ${msgId} would take ${size} bytes, allowed are ${MAX_FRAME_BYTES}`,
    );
  }
  const end = output.write(text, 0, 'utf8');
  const mac = key ? key.mac(output.subarray(1, end)).toString('hex').toUpperCase() : UNSIGNED;
  output.write(`${SEPARATOR}${mac}\x03`, end, 'latin1');
  return Buffer.from(output.subarray(0, size));
}

/** Reads one frame, STX to ETX. Throws MALFORMED_FRAME. The MAC is not checked here. */
export function parseFrame(bytes: Buffer): Frame {
  const { length } = bytes;
  if (length < MIN_FRAME_BYTES) {
    throw malformed(`a frame has at least ${MIN_FRAME_BYTES} bytes, this one has ${length}`);
  }
  const macAt = length - MAC_SEPARATOR;
  const counterAt = length - COUNTER_SEPARATOR;
  if (bytes[counterAt] !== US || bytes[macAt] !== US) {
    throw malformed('the last two fields must be counter (8 hex digits) and mac (16 hex digits)');
  }
  const counterText = bytes.toString('latin1', counterAt + 1, macAt);
  if (!COUNTER.test(counterText)) throw malformed('counter must be 8 hex digits');
  const mac = bytes.toString('latin1', macAt + 1, length - 1);
  if (!MAC.test(mac)) throw malformed('mac must be 16 upper-case hex digits');
  const body = bytes.subarray(1, counterAt);
  if (body.includes(STX)) throw malformed('STX inside a frame');
  if (!isUtf8(body)) throw malformed('the frame is not valid UTF-8');
  const [msgId = '', ...fields] = body.toString('utf8').split(SEPARATOR);
  if (!MESSAGE_ID.test(msgId)) throw malformed('the message id must be 4 digits');
  return {
    msgId,
    fields: body.includes(DLE) ? fields.map(unescapeField) : fields,
    counter: Number.parseInt(counterText, 16),
    counterText,
    mac,
  };
}

/** Checks the MAC of a frame that `parseFrame` has read from the same bytes. */
export function verifyFrame(bytes: Buffer, frame: Frame, key: MacKey): boolean {
  claimed.write(frame.mac, 'hex');
  return timingSafeEqual(key.mac(bytes.subarray(1, bytes.length - MAC_SEPARATOR)), claimed);
}

/** Eight upper-case hex digits; a RangeError outside 0 … FFFFFFFFh. */
export function formatCounter(counter: number): string {
  if (!Number.isInteger(counter) || counter < 0 || counter > MAX_COUNTER) {
    throw new RangeError(`counter must be an integer from 0 to ${MAX_COUNTER}`);
  }
  return counter.toString(16).toUpperCase().padStart(COUNTER_DIGITS, '0');
}

function malformed(message: string): AppletError {
  return new AppletError('MALFORMED_FRAME', message);
}
