import fc from 'fast-check';
import { expect, test } from 'vitest';
import { absoluteTime, parseTime, relativeTime } from '../pdu/time.ts';
import { decodeGsm, encodeGsm, packSeptets, unpackSeptets } from './gsm0338.ts';
import { alphabetOf, decodeText, encodeText } from './text.ts';

test('the vectors everyone uses: hellohello packed, and the euro sign escaped', () => {
  const septets = encodeGsm('hellohello') ?? Buffer.alloc(0);
  expect(packSeptets(septets).toString('hex')).toBe('e8329bfd4697d9ec37');
  expect(encodeGsm('@€')?.toString('hex')).toBe('001b65');
  expect(encodeGsm('§ñà')?.toString('hex')).toBe('5f7d7f');
  expect(encodeGsm('ж')).toBeUndefined();
});

test('septets survive packing, and every octet string decodes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const septets = Buffer.from(bytes.map((octet) => octet & 0x7f));
      expect(unpackSeptets(packSeptets(septets), septets.length)).toEqual(septets);
      expect(typeof decodeGsm(bytes)).toBe('string');
    }),
  );
});

test('text survives its coding, the shortest that can carry it', () => {
  expect(encodeText('Pay 120 €?').data_coding).toBe(0);
  expect(encodeText('çÿ').data_coding).toBe(3);
  expect(encodeText('да').data_coding).toBe(8);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const { data_coding, octets } = encodeText(text);
      expect(decodeText(data_coding, octets)).toBe(text);
    }),
  );
});

test.each([
  [0x00, 'gsm'],
  [0x01, 'gsm'],
  [0x03, 'latin1'],
  [0x04, 'binary'],
  [0x08, 'ucs2'],
  [0xf2, 'gsm'],
  [0xf6, 'binary'],
] as const)('data_coding %i is %s', (dataCoding, alphabet) => {
  expect(alphabetOf(dataCoding)).toBe(alphabet);
});

test('times of section 7.1.1, absolute and relative', () => {
  const at = Date.UTC(2026, 0, 2, 3, 4, 5, 600);
  expect(absoluteTime(at)).toBe('260102030405600+');
  expect(parseTime('260102030405600+', 0)).toBe(at);
  expect(parseTime('260102050405608+', 0)).toBe(at);
  expect(parseTime('260102010405608-', 0)).toBe(at);
  expect(relativeTime(90_500)).toBe('000000000131000R');
  expect(parseTime('000000000131000R', 1_000)).toBe(92_000);
  expect([parseTime('', 0), parseTime('soon', 0)]).toEqual([undefined, undefined]);
  expect(() => relativeTime(-1)).toThrow('must be 0 to');
});
