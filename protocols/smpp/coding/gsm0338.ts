/** 3GPP TS 23.038, section 6.2.1: the default alphabet, by its code. */
const DEFAULT_ALPHABET =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Section 6.2.1.1: what follows an escape. */
const EXTENSION: Readonly<Record<number, string>> = {
  10: '\f',
  20: '^',
  40: '{',
  41: '}',
  47: '\\',
  60: '[',
  61: '~',
  62: ']',
  64: '|',
  101: '€',
};

export const ESCAPE = 0x1b;

const SEPTETS = new Map<string, readonly number[]>();
for (const [code, character] of [...DEFAULT_ALPHABET].entries()) {
  if (code !== ESCAPE) SEPTETS.set(character, [code]);
}
for (const [code, character] of Object.entries(EXTENSION)) {
  SEPTETS.set(character, [ESCAPE, Number(code)]);
}

/** One septet per octet, as SMPP carries the default alphabet; undefined when a character is not in it. */
export function encodeGsm(text: string): Buffer | undefined {
  const octets: number[] = [];
  for (const character of text) {
    const septets = SEPTETS.get(character);
    if (!septets) return undefined;
    octets.push(...septets);
  }
  return Buffer.from(octets);
}

/** An unknown escape shows the character of the default alphabet, as 6.2.1.1 says; bit 8 is ignored. */
export function decodeGsm(octets: Uint8Array): string {
  let text = '';
  let escaped = false;
  for (const octet of octets) {
    const code = octet & 0x7f;
    if (code === ESCAPE && !escaped) {
      escaped = true;
      continue;
    }
    text += (escaped ? EXTENSION[code] : undefined) ?? DEFAULT_ALPHABET[code] ?? ' ';
    escaped = false;
  }
  return text;
}

/** Eight septets in seven octets (section 6.1.2.1.1), for links that carry the default alphabet packed. */
export function packSeptets(septets: Uint8Array): Buffer {
  const packed = Buffer.alloc(Math.ceil((septets.length * 7) / 8));
  for (const [i, septet] of septets.entries()) {
    const bit = i * 7;
    const at = bit >> 3;
    const shifted = (septet & 0x7f) << (bit & 7);
    packed[at] = (packed[at] ?? 0) | (shifted & 0xff);
    if (shifted > 0xff) packed[at + 1] = shifted >> 8;
  }
  return packed;
}

/** `count` tells seven padding bits from a trailing `@`. */
export function unpackSeptets(packed: Uint8Array, count: number): Buffer {
  const septets = Buffer.alloc(count);
  for (let i = 0; i < count; i++) {
    const bit = i * 7;
    const at = bit >> 3;
    const pair = (packed[at] ?? 0) | ((packed[at + 1] ?? 0) << 8);
    septets[i] = (pair >> (bit & 7)) & 0x7f;
  }
  return septets;
}
