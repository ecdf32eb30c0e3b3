import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MacKey } from './cmac.ts';

const KEY = Buffer.from('2b7e151628aed2a6abf7158809cf4f3c', 'hex');
const MESSAGE = Buffer.from(
  '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710',
  'hex',
);

/** RFC 4493 section 4. */
const VECTORS: readonly [length: number, tag: string][] = [
  [0, 'bb1d6929e95937287fa37d129b756746'],
  [16, '070a16b46b4d4144f79bdd9dd04a287c'],
  [40, 'dfa66747de9ae63030ca32611497c827'],
  [64, '51f0bebf7e3b9d92fc49741779363cfe'],
];

describe('AES-CMAC', () => {
  test.each(VECTORS)('gives the tag of RFC 4493 for %i bytes', (length, tag) => {
    const key = new MacKey(KEY);
    expect(key.cmac(MESSAGE.subarray(0, length)).toString('hex')).toBe(tag);
  });

  test('one key serves any number of messages in any order', () => {
    const key = new MacKey(KEY);
    fc.assert(
      fc.property(fc.constantFrom(...VECTORS), ([length, tag]) => {
        expect(key.cmac(MESSAGE.subarray(0, length)).toString('hex')).toBe(tag);
      }),
    );
  });

  test('a tag stays as it was when the key signs again', () => {
    const key = new MacKey(KEY);
    const first = key.cmac(MESSAGE);
    const copy = Buffer.from(first);
    key.cmac(Buffer.from('another'));
    expect(first).toEqual(copy);
  });

  test('does not change the message, nor depend on what was signed before', () => {
    const warm = new MacKey(KEY);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        const copy = Uint8Array.from(bytes);
        expect(warm.cmac(bytes)).toEqual(new MacKey(KEY).cmac(bytes));
        expect(bytes).toEqual(copy);
      }),
    );
  });

  test('the MAC is the first 64 bits of the tag, and verifies', () => {
    const key = new MacKey(KEY);
    const mac = key.mac(MESSAGE.subarray(0, 40));
    expect(mac.toString('hex')).toBe('dfa66747de9ae630');
    expect(key.verify(MESSAGE.subarray(0, 40), mac)).toBe(true);
    expect(key.verify(MESSAGE.subarray(0, 41), mac)).toBe(false);
    expect(key.verify(MESSAGE.subarray(0, 40), mac.subarray(0, 7))).toBe(false);
  });

  test.each([0, 15, 17, 32])('refuses a key of %i bytes', (length) => {
    expect(() => new MacKey(Buffer.alloc(length))).toThrow(
      `an AES-CMAC key has 16 bytes, this one has ${length}`,
    );
  });

  const openssl = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '';
  const absent = openssl.startsWith('OpenSSL 3') ? false : 'openssl 3 is not installed';
  test.skipIf(absent)(`agrees with openssl${absent ? ` (skipped: ${absent})` : ''}`, () => {
    for (const length of [1, 15, 17, 31, 33, 100, 1400, 5000]) {
      const message = Buffer.alloc(length, length & 0xff);
      const args = ['-cipher', 'AES-128-CBC', '-macopt', `hexkey:${KEY.toString('hex')}`];
      const { stdout } = spawnSync('openssl', ['mac', ...args, '-in', '-', 'CMAC'], {
        input: message,
        encoding: 'utf8',
      });
      expect(new MacKey(KEY).cmac(message).toString('hex').toUpperCase()).toBe(stdout.trim());
    }
  });
});
