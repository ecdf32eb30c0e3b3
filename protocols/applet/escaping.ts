import { AppletError } from './errors.ts';

export const STX = 0x02;
export const ETX = 0x03;
export const DLE = 0x10;
export const US = 0x1f;
/** An escaped byte travels as DLE and the byte XOR this. */
const FLIP = 0x40;

const FIRST_SURROGATE = 0xd800;
const LONE_SURROGATE = /\p{Surrogate}/u;
const ESCAPE = String.fromCharCode(DLE);
const FLIPPED = 'BCP_';

/** Escapes one field; text without reserved characters comes back as it is. */
export function escapeField(field: string): string {
  let escaped = '';
  let copied = 0;
  for (let i = 0; i < field.length; i += 1) {
    const code = field.charCodeAt(i);
    if (isReserved(code)) {
      escaped += field.slice(copied, i) + ESCAPE + String.fromCharCode(code ^ FLIP);
      copied = i + 1;
    } else if (code >= FIRST_SURROGATE && LONE_SURROGATE.test(field)) {
      throw new AppletError('INVALID_FIELD', 'a field has a lone surrogate: not valid Unicode');
    }
  }
  return copied === 0 ? field : escaped + field.slice(copied);
}

/** Undoes `escapeField`. Throws MALFORMED_FRAME for DLE before anything but an escaped byte. */
export function unescapeField(field: string): string {
  let plain = '';
  let copied = 0;
  for (let at = field.indexOf(ESCAPE); at >= 0; at = field.indexOf(ESCAPE, copied)) {
    const flipped = field.charAt(at + 1);
    if (flipped === '' || !FLIPPED.includes(flipped)) {
      throw new AppletError('MALFORMED_FRAME', 'DLE must be followed by 42h, 43h, 50h or 5Fh');
    }
    plain += field.slice(copied, at) + String.fromCharCode(flipped.charCodeAt(0) ^ FLIP);
    copied = at + 2;
  }
  return copied === 0 ? field : plain + field.slice(copied);
}

function isReserved(code: number): boolean {
  return code < 0x20 && (code === STX || code === ETX || code === DLE || code === US);
}
