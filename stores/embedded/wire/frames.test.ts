import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeFrame, FrameDecoder, FrameError, MAX_FRAME_BYTES } from './frames.ts';

function decode(chunks: readonly Buffer[], maxBytes?: number): unknown[] {
  const decoder = new FrameDecoder(maxBytes);
  const frames: unknown[] = [];
  for (const chunk of chunks) decoder.push(chunk, (content) => frames.push(content));
  return frames;
}

/** MessagePack has one zero. */
const number = fc.double({ noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value));
const content = fc.array(
  fc.oneof(fc.string(), fc.integer(), number, fc.boolean(), fc.constant(null)),
);

describe('the frame decoder', () => {
  test('finds the same frames wherever the stream is split', () => {
    fc.assert(
      fc.property(
        fc.array(content, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(200), { maxLength: 20 }),
        (frames, cuts) => {
          const stream = Buffer.concat(frames.map(encodeFrame));
          const places = [...cuts, stream.length].map((cut) => Math.min(cut, stream.length));
          places.sort((a, b) => a - b);
          const chunks = places.map((end, at) => stream.subarray(places[at - 1] ?? 0, end));
          expect(decode(chunks)).toEqual(frames);
        },
      ),
    );
  });

  test('throws nothing but FrameError, whatever it is fed', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (chunks) => {
        try {
          decode(chunks.map((chunk) => Buffer.from(chunk)));
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('survives mutations of sound frames in the same way', () => {
    fc.assert(
      fc.property(content, fc.nat(), fc.nat(255), (frame, place, value) => {
        const stream = Buffer.from(encodeFrame(frame));
        stream[place % stream.length] = value;
        try {
          decode([stream]);
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('refuses a frame that claims more than is allowed before any of it arrives', () => {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(MAX_FRAME_BYTES + 1, 0);
    expect(() => decode([header])).toThrow(/claims/);
    header.writeUInt32BE(0xffffffff, 0);
    expect(() => decode([header])).toThrow(/claims 4294967295 bytes/);
  });
});
