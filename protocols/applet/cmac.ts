import { type Cipher, createCipheriv, timingSafeEqual } from 'node:crypto';

const BLOCK = 16;
const ZERO_BLOCK = Buffer.alloc(BLOCK);
/** Constant of RFC 4493 section 2.3 for doubling in GF(2^128). */
const R128 = 0x87;
/** Room for the longest frame; longer messages get a buffer of their own. */
const scratch = Buffer.alloc(2048);

/** The applet protocol truncates to the first 64 bits (RFC 4493 section 2.4 allows it). */
export const MAC_BYTES = 8;

/**
 * AES-128-CMAC (RFC 4493) under one key. The subkeys are computed once, and one CBC cipher serves every
 * message in a single call: CBC would chain the next message to the last block it put out, so that block is
 * XORed into the first block of the next message, where it cancels out. An instance costs about 1 KB.
 */
export class MacKey {
  readonly #cipher: Cipher;
  readonly #chained = Buffer.alloc(BLOCK);
  readonly #whole: Buffer;
  readonly #padded: Buffer;

  /** @param key 16 bytes; a RangeError says so otherwise. */
  constructor(key: Uint8Array) {
    if (key.length !== BLOCK) {
      throw new RangeError(`an AES-CMAC key has 16 bytes, this one has ${key.length}`);
    }
    this.#cipher = createCipheriv('aes-128-cbc', key, ZERO_BLOCK).setAutoPadding(false);
    const l = this.#cipher.update(ZERO_BLOCK);
    l.copy(this.#chained);
    this.#whole = double(l);
    this.#padded = double(this.#whole);
  }

  /** The whole tag, 16 bytes. */
  cmac(message: Uint8Array): Buffer {
    const blocks = Math.max(1, Math.ceil(message.length / BLOCK));
    const size = blocks * BLOCK;
    const input = size <= scratch.length ? scratch.subarray(0, size) : Buffer.alloc(size);
    input.set(message);
    const complete = message.length === size;
    if (!complete) {
      input.fill(0, message.length);
      input[message.length] = 0x80;
    }
    xorInto(input, size - BLOCK, complete ? this.#whole : this.#padded);
    xorInto(input, 0, this.#chained);
    const tag = this.#cipher.update(input).subarray(size - BLOCK);
    this.#chained.set(tag);
    return tag;
  }

  /** The first 64 bits of the tag: what a frame carries. */
  mac(message: Uint8Array): Buffer {
    return this.cmac(message).subarray(0, MAC_BYTES);
  }

  /** True when `mac` (8 bytes) belongs to `message`; takes the same time wherever they differ. */
  verify(message: Uint8Array, mac: Uint8Array): boolean {
    return mac.length === MAC_BYTES && timingSafeEqual(this.mac(message), mac);
  }
}

function double(block: Buffer): Buffer {
  const doubled = Buffer.alloc(BLOCK);
  let carry = 0;
  for (let i = BLOCK - 1; i >= 0; i -= 1) {
    const byte = block[i] ?? 0;
    doubled[i] = ((byte << 1) | carry) & 0xff;
    carry = byte >> 7;
  }
  doubled[BLOCK - 1] = (doubled[BLOCK - 1] ?? 0) ^ (carry * R128);
  return doubled;
}

function xorInto(target: Buffer, offset: number, block: Buffer): void {
  for (let i = 0; i < BLOCK; i += 1) {
    target[offset + i] = (target[offset + i] ?? 0) ^ (block[i] ?? 0);
  }
}
