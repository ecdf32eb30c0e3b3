import { AppletError } from './errors.ts';
import { ETX, STX } from './escaping.ts';
import { MAX_FRAME_BYTES } from './frame.ts';

const FIRST_ALLOCATION = 128;

/**
 * Finds frames in a byte stream that splits and joins them anywhere. A frame that lies in one chunk is
 * handed out as a view of it; only a frame split over chunks is copied. An idle decoder holds no buffer.
 *
 *     decoder.feed(chunk);
 *     for (let bytes = decoder.next(); bytes; bytes = decoder.next()) …
 */
export class FrameDecoder {
  #chunk: Buffer | undefined;
  #offset = 0;
  #partial: Buffer | undefined;
  #held = 0;
  #failure: AppletError | undefined;

  /** True while the beginning of a frame waits for its end. */
  get midFrame(): boolean {
    return this.#held > 0;
  }

  /** True while bytes that `next` has not looked at wait. */
  get hasUnread(): boolean {
    return this.#chunk !== undefined;
  }

  /** Takes the next chunk; the one before must have been read until `next` returned undefined. */
  feed(chunk: Buffer): void {
    if (this.#chunk) throw new Error('read all frames of a chunk before feeding the next');
    if (chunk.length > 0 && !this.#failure) this.#chunk = chunk;
  }

  /**
   * The next frame, STX to ETX, valid until the next call; undefined when more bytes are needed. Throws
   * MALFORMED_FRAME or FRAME_TOO_LARGE when the stream has lost its way, and again at every later call.
   */
  next(): Buffer | undefined {
    if (this.#failure) throw this.#failure;
    const chunk = this.#chunk;
    if (!chunk) return undefined;
    if (this.#held === 0 && chunk[this.#offset] !== STX) {
      this.#fail('MALFORMED_FRAME', 'a frame must start with STX (02h)');
    }
    const start = this.#offset;
    const etx = chunk.indexOf(ETX, start);
    const end = etx < 0 ? chunk.length : etx + 1;
    const size = this.#held + end - start;
    if (size > MAX_FRAME_BYTES || (etx < 0 && size === MAX_FRAME_BYTES)) {
      this.#fail('FRAME_TOO_LARGE', `a frame has at most ${MAX_FRAME_BYTES} bytes`);
    }
    this.#consume(chunk, end);
    if (etx >= 0 && this.#held === 0) return chunk.subarray(start, end);
    this.#hold(chunk, start, end);
    return etx < 0 ? undefined : this.#takeHeld();
  }

  /** Forgets everything: a closing connection needs no buffer. */
  discard(): void {
    this.#chunk = undefined;
    this.#partial = undefined;
    this.#held = 0;
  }

  #consume(chunk: Buffer, end: number): void {
    this.#offset = end;
    if (end < chunk.length) return;
    this.#chunk = undefined;
    this.#offset = 0;
  }

  #hold(chunk: Buffer, start: number, end: number): void {
    const needed = this.#held + end - start;
    let partial = this.#partial;
    if (!partial || partial.length < needed) {
      const grown = Buffer.allocUnsafeSlow(Math.max(FIRST_ALLOCATION, needed, 2 * this.#held));
      partial?.copy(grown, 0, 0, this.#held);
      partial = grown;
      this.#partial = grown;
    }
    chunk.copy(partial, this.#held, start, end);
    this.#held = needed;
  }

  #takeHeld(): Buffer | undefined {
    const frame = this.#partial?.subarray(0, this.#held);
    this.#partial = undefined;
    this.#held = 0;
    return frame;
  }

  #fail(code: 'MALFORMED_FRAME' | 'FRAME_TOO_LARGE', message: string): never {
    this.discard();
    this.#failure = new AppletError(code, message);
    throw this.#failure;
  }
}
