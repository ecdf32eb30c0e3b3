import { describe, expect, test } from 'vitest';
import { MacKey } from './cmac.ts';
import { AppletKeyring, deriveAppletKey } from './derivation.ts';

const master = Buffer.from('2b7e151628aed2a6abf7158809cf4f3c', 'hex');
/**
 * printf '\x01tandem-applet\x00applet-1\x00\x80' | openssl mac -cipher AES-128-CBC \
 *   -macopt hexkey:2b7e151628aed2a6abf7158809cf4f3c -in - CMAC
 */
const DERIVED = 'fe20f1cc6783f98b0269c645450f3518';

describe('deriveAppletKey', () => {
  test('agrees with openssl over the fixed input of this protocol', () => {
    expect(deriveAppletKey(new MacKey(master), 'applet-1').toString('hex')).toBe(DERIVED);
  });

  /** NIST CAVP, KBKDF counter mode: CMAC_AES128, counter before the fixed data, 8 bits; count 0. */
  test('the construction is that of SP 800-108: counter 01h before the fixed input', () => {
    const key = new MacKey(Buffer.from('dff1e50ac0b69dc40f1051d46c2b069c', 'hex'));
    const fixedInput =
      'c16e6e02c5a3dcc8d78b9ac1306877761310455b4e41469951d9e6c2245a064b33fd8c3b01203a7824485bf0a64060c4648b707d2607935699316ea5';
    expect(key.cmac(Buffer.from(`01${fixedInput}`, 'hex')).toString('hex')).toBe(
      '8be8f0869b3c0ba97b71863d1b9f7813',
    );
  });

  test('every applet and every master has its own key', () => {
    const keys = [
      deriveAppletKey(new MacKey(master), 'applet-1'),
      deriveAppletKey(new MacKey(master), 'applet-2'),
      deriveAppletKey(new MacKey(Buffer.alloc(16)), 'applet-1'),
    ];
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(3);
  });
});

describe('AppletKeyring', () => {
  const message = Buffer.from('3101');
  const expected = new MacKey(Buffer.from(DERIVED, 'hex')).mac(message);

  test('gives the derived key, the same object while it is cached', () => {
    const keyring = new AppletKeyring({ master });
    expect(keyring.keyFor('applet-1').mac(message)).toEqual(expected);
    expect(keyring.keyFor('applet-1')).toBe(keyring.keyFor('applet-1'));
  });

  test('drops the key that was not used for the longest time, and derives it again', () => {
    const keyring = new AppletKeyring({ master, cached: 2 });
    const [first, second] = [keyring.keyFor('applet-1'), keyring.keyFor('applet-2')];
    expect(keyring.keyFor('applet-1')).toBe(first);
    keyring.keyFor('applet-3');
    expect(keyring.keyFor('applet-1')).toBe(first);
    expect(keyring.keyFor('applet-2')).not.toBe(second);
    expect(keyring.keyFor('applet-1').mac(message)).toEqual(expected);
  });
});
