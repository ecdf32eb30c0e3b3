import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashMsisdn, maskMsisdn, openMsisdn, parseMsisdn, sealMsisdn } from './msisdn.ts';

const number = parseMsisdn('+14045550101');
if (!number) throw new Error('the fictional number parses');
const key = Buffer.alloc(32, 7);

describe('parseMsisdn', () => {
  it.each(['+14045550101', '+1234567', '+123456789012345'])('takes %s', (text) => {
    expect(parseMsisdn(text)).toBe(text);
  });

  it.each([
    '14045550101',
    '+0404555010',
    '+123456',
    '+1234567890123456',
    '+1404555010a',
    '+1 404 555 0101',
    ' +14045550101',
    '+14045550101\n',
    '+١٤٠٤٥٥٥٠١٠١',
    '',
  ])('refuses %j', (text) => {
    expect(parseMsisdn(text)).toBeUndefined();
  });
});

describe('a number at rest', () => {
  it('is the same keyed hash every time, and another under another key', () => {
    expect(hashMsisdn(key, number)).toBe(hashMsisdn(key, number));
    expect(hashMsisdn(key, number)).not.toBe(hashMsisdn(Buffer.alloc(32, 8), number));
    expect(hashMsisdn(key, number)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('opens again only under its key and for its transaction, and never seals alike twice', () => {
    const sealed = sealMsisdn(key, number, 'tx-1');
    expect(openMsisdn(key, sealed, 'tx-1')).toBe(number);
    expect(sealMsisdn(key, number, 'tx-1')).not.toBe(sealed);
    expect(() => openMsisdn(key, sealed, 'tx-2')).toThrow();
    expect(() => openMsisdn(randomBytes(32), sealed, 'tx-1')).toThrow();
  });

  it('does not open when any byte was changed', () => {
    const sealed = Buffer.from(sealMsisdn(key, number, 'tx-1'), 'base64');
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), (index, flip) => {
        const bent = Buffer.from(sealed);
        bent[index] = (bent[index] ?? 0) ^ flip;
        expect(() => openMsisdn(key, bent.toString('base64'), 'tx-1')).toThrow();
      }),
    );
    expect(() => openMsisdn(key, '', 'tx-1')).toThrow();
  });

  it('is masked when shown', () => {
    expect(maskMsisdn(number)).toBe('+1********01');
  });
});
