import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameDecoder } from './decoder.ts';
import { encodeFrame, MAX_FRAME_BYTES } from './frame.ts';

const frames = [
  encodeFrame('3101', ['applet-1'], 1, undefined),
  encodeFrame('3222', ['n', 'text with \x03 and \x02 and €'], 2, undefined),
  encodeFrame('3222', ['x'.repeat(MAX_FRAME_BYTES - 33)], 3, undefined),
];
const stream = Buffer.concat(frames);
const expected = frames.map((frame) => frame.toString('latin1'));

function drain(decoder: FrameDecoder): string[] {
  const found: string[] = [];
  for (let frame = decoder.next(); frame; frame = decoder.next()) {
    found.push(frame.toString('latin1'));
  }
  return found;
}

function decode(...chunks: readonly Buffer[]): string[] {
  const decoder = new FrameDecoder();
  return chunks.flatMap((chunk) => {
    decoder.feed(chunk);
    return drain(decoder);
  });
}

describe('FrameDecoder', () => {
  test('finds frames split at every byte', () => {
    for (let at = 0; at <= stream.length; at += 1) {
      expect(decode(stream.subarray(0, at), stream.subarray(at))).toEqual(expected);
    }
  });

  test('finds frames that come one byte at a time', () => {
    expect(decode(...Array.from(stream, (byte) => Buffer.from([byte])))).toEqual(expected);
  });

  test('finds frames split and joined anywhere', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length })), (cuts) => {
        const ends = [...cuts.sort((a, b) => a - b), stream.length];
        const chunks = ends.map((end, i) => stream.subarray(ends[i - 1] ?? 0, end));
        expect(decode(...chunks)).toEqual(expected);
      }),
    );
  });

  test('a frame within one chunk is a view of it, not a copy', () => {
    const decoder = new FrameDecoder();
    decoder.feed(stream);
    expect(decoder.next()?.buffer).toBe(stream.buffer);
  });

  test('knows when it is inside a frame and when bytes wait', () => {
    const decoder = new FrameDecoder();
    decoder.feed(stream.subarray(0, (frames[0]?.length ?? 0) + 1));
    expect([decoder.midFrame, decoder.hasUnread]).toEqual([false, true]);
    decoder.next();
    expect([decoder.midFrame, decoder.hasUnread]).toEqual([false, true]);
    decoder.next();
    expect([decoder.midFrame, decoder.hasUnread]).toEqual([true, false]);
  });

  test('bytes outside a frame are an error at once, and the decoder then refuses more', () => {
    const decoder = new FrameDecoder();
    decoder.feed(Buffer.concat([stream, Buffer.from('\n'), stream]));
    expect([decoder.next(), decoder.next(), decoder.next()]).toEqual(frames);
    expect(() => decoder.next()).toThrow('must start with STX');
    decoder.feed(stream);
    expect(() => decoder.next()).toThrow(
      expect.objectContaining({ code: 'MALFORMED_FRAME' }) as Error,
    );
    expect(decoder.hasUnread).toBe(false);
  });

  test.each([
    ['in one chunk', [Buffer.concat([Buffer.from([2]), Buffer.alloc(1399, 65)])]],
    [
      'ended too late',
      [Buffer.concat([Buffer.from([2]), Buffer.alloc(1399, 65), Buffer.from([3])])],
    ],
    ['over chunks', [Buffer.from([2]), Buffer.alloc(700, 65), Buffer.alloc(699, 65)]],
  ])('a frame above 1,400 bytes is refused as soon as it shows: %s', (_title, chunks) => {
    expect(() => decode(...chunks)).toThrow(
      expect.objectContaining({ code: 'FRAME_TOO_LARGE' }) as Error,
    );
  });

  test('a chunk fed before the last was read is a mistake of the caller', () => {
    const decoder = new FrameDecoder();
    decoder.feed(stream);
    expect(() => decoder.feed(stream)).toThrow('read all frames');
  });

  test('random bytes give frames or a typed error, and never hold more than one frame', () => {
    const byte = fc.oneof(fc.constantFrom(2, 3, 0x10, 0x1f), fc.integer({ min: 0, max: 255 }));
    const chunk = fc.array(byte, { maxLength: 600 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 20 }), (chunks) => {
        const input = [Buffer.from([2]), ...chunks];
        try {
          for (const frame of decode(...input)) {
            expect(frame.length).toBeLessThanOrEqual(MAX_FRAME_BYTES);
            expect([frame.at(0), frame.at(-1)]).toEqual(['\x02', '\x03']);
          }
        } catch (error) {
          expect(error).toMatchObject({ name: 'AppletError' });
        }
      }),
    );
  });
});
