import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MacKey } from './cmac.ts';
import { escapeField } from './escaping.ts';
import { encodeFrame, formatCounter, frameSize, parseFrame, verifyFrame } from './frame.ts';

const key = new MacKey(Buffer.from('2b7e151628aed2a6abf7158809cf4f3c', 'hex'));
const field = fc.string({ unit: 'grapheme', maxLength: 40 });
const reserved = fc.string({ unit: fc.constantFrom('\x02', '\x03', '\x10', '\x1f', 'B', '_') });

/** Builds a frame with any bytes between STX and the separator of the counter. */
function frameAround(body: Uint8Array, tail = '\x1f0000002A\x1fBBBDAA09CA339ACE\x03'): Buffer {
  return Buffer.concat([Buffer.from([0x02]), body, Buffer.from(tail, 'latin1')]);
}

describe('encodeFrame', () => {
  test('escapes the four reserved bytes and nothing else', () => {
    expect(escapeField('a\x02b\x03c\x10d\x1fe\x00\x40€')).toBe(
      'a\x10Bb\x10Cc\x10Pd\x10_e\x00\x40€',
    );
  });

  test('without a key the MAC is sixteen zeros', () => {
    expect(encodeFrame('3101', ['a'], 1, undefined).toString('latin1')).toBe(
      '\x023101\x1fa\x1f00000001\x1f0000000000000000\x03',
    );
  });

  test('takes 1,400 bytes and not one more; frameSize agrees', () => {
    const room = 1400 - frameSize(['']);
    expect(encodeFrame('3222', ['x'.repeat(room)], 1, key)).toHaveLength(1400);
    expect(() => encodeFrame('3222', ['x'.repeat(room + 1)], 1, key)).toThrow(
      'frame 3222 would take 1401 bytes, allowed are 1400',
    );
    expect(() => encodeFrame('3222', ['\x1f'.repeat(room)], 1, key)).toThrow('allowed are 1400');
    expect(() => encodeFrame('3222', ['€'.repeat(500)], 1, key)).toThrow('allowed are 1400');
    fc.assert(
      fc.property(fc.array(fc.oneof(field, reserved), { maxLength: 8 }), (fields) => {
        expect(encodeFrame('3222', fields, 1, key)).toHaveLength(frameSize(fields));
      }),
    );
  });

  test('refuses text that is not Unicode', () => {
    expect(() => encodeFrame('3222', ['\ud800'], 1, key)).toThrow('lone surrogate');
    expect(encodeFrame('3222', ['\u{1f600}'], 1, key)).toBeInstanceOf(Buffer);
  });

  test.each([-1, 0.5, 2 ** 32, Number.NaN])('refuses the counter %d', (counter) => {
    expect(() => encodeFrame('3101', [], counter, key)).toThrow(RangeError);
  });

  test('writes counters as eight upper-case digits', () => {
    expect([0, 42, 0xffffffff].map(formatCounter)).toEqual(['00000000', '0000002A', 'FFFFFFFF']);
  });
});

describe('parseFrame', () => {
  test('gives back any fields and counter, and the MAC verifies', () => {
    const fields = fc.array(fc.oneof(field, reserved), { maxLength: 8 });
    fc.assert(
      fc.property(fields, fc.integer({ min: 0, max: 0xffff_ffff }), (sent, counter) => {
        const bytes = encodeFrame('3222', sent, counter, key);
        const frame = parseFrame(bytes);
        expect(frame).toMatchObject({ msgId: '3222', fields: sent, counter });
        expect(verifyFrame(bytes, frame, key)).toBe(true);
      }),
    );
  });

  test('one changed bit anywhere is malformed or fails the MAC', () => {
    const bytes = encodeFrame('3101', ['applet-1', '€'], 42, key);
    for (let bit = 8; bit < (bytes.length - 1) * 8; bit += 1) {
      const mutated = Buffer.from(bytes);
      mutated[bit >> 3] = (mutated[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      let verified = false;
      try {
        verified = verifyFrame(mutated, parseFrame(mutated), key);
      } catch (error) {
        expect(error).toMatchObject({ code: 'MALFORMED_FRAME' });
      }
      expect(verified).toBe(false);
    }
  });

  test.each([
    ['at least 32 bytes', Buffer.from('\x023101\x03', 'latin1')],
    ['the last two fields', frameAround(Buffer.from('3101'), '\x1f0000002A-BBBDAA09CA339ACE\x03')],
    [
      'the last two fields',
      frameAround(Buffer.from('3101\x1fa'), '\x1f000002A\x1fBBBDAA09CA339ACE\x03'),
    ],
    [
      'counter must be 8 hex digits',
      frameAround(Buffer.from('3101'), '\x1f0000002G\x1fBBBDAA09CA339ACE\x03'),
    ],
    [
      '16 upper-case hex digits',
      frameAround(Buffer.from('3101'), '\x1f0000002A\x1fbbbdaa09ca339ace\x03'),
    ],
    ['STX inside a frame', frameAround(Buffer.from('3101\x1fa\x02b'))],
    ['not valid UTF-8', frameAround(Buffer.from([0x33, 0x31, 0x30, 0x31, 0x1f, 0xc3]))],
    ['not valid UTF-8', frameAround(Buffer.from([0x33, 0x31, 0x30, 0x31, 0x1f, 0xed, 0xa0, 0x80]))],
    ['not valid UTF-8', frameAround(Buffer.from([0x33, 0x31, 0x30, 0x31, 0x1f, 0xc0, 0x80]))],
    ['message id must be 4 digits', frameAround(Buffer.from('31O1'))],
    ['message id must be 4 digits', frameAround(Buffer.from('31011'))],
    ['DLE must be followed by', frameAround(Buffer.from('3101\x1fa\x10'))],
    ['DLE must be followed by', frameAround(Buffer.from('3101\x1f\x10\x50\x10b'))],
    ['DLE must be followed by', frameAround(Buffer.from('3101\x1f\x10\x10'))],
  ])('refuses: %s', (message, bytes) => {
    expect(() => parseFrame(bytes)).toThrow(message);
    expect(() => parseFrame(bytes)).toThrow(
      expect.objectContaining({ code: 'MALFORMED_FRAME' }) as Error,
    );
  });

  test('a counter in lower-case digits is read and kept as it was', () => {
    const frame = parseFrame(encodeFrame('3101', ['a'], 'abcdef01', key));
    expect(frame).toMatchObject({ counter: 0xabcdef01, counterText: 'abcdef01' });
  });
});
