import { HEADER_LENGTH } from './codec.ts';
import { Status } from './command-status.ts';
import { UnrecoverableDecodeError } from './errors.ts';

export type FrameHandler = (bytes: Buffer, start: number, end: number) => void;

export const DEFAULT_MAX_PDU_BYTES = 65_536;

/**
 * Cuts a byte stream into PDUs by command_length. Whole PDUs are handed over where they lie; one PDU
 * that spans chunks is collected in a buffer of exactly its length, so memory per session is bounded by
 * `maxPduBytes`, however the bytes arrive.
 */
export class Framer {
  readonly #maxPduBytes: number;
  readonly #onFrame: FrameHandler;
  readonly #lengthOctets = Buffer.alloc(4);
  #partial: Buffer | undefined;
  #filled = 0;

  constructor(onFrame: FrameHandler, maxPduBytes = DEFAULT_MAX_PDU_BYTES) {
    this.#onFrame = onFrame;
    this.#maxPduBytes = maxPduBytes;
  }

  /** Throws UnrecoverableDecodeError when command_length cannot be true; the stream is then unusable. */
  push(chunk: Buffer): void {
    let at = this.#filled > 0 ? this.#complete(chunk) : 0;
    while (chunk.length - at >= 4) {
      const length = this.#checked(chunk.readUInt32BE(at));
      if (chunk.length - at < length) {
        this.#partial = Buffer.allocUnsafe(length);
        break;
      }
      const start = at;
      at += length;
      this.#onFrame(chunk, start, at);
    }
    if (at < chunk.length) {
      chunk.copy(this.#partial ?? this.#lengthOctets, 0, at);
      this.#filled = chunk.length - at;
    }
  }

  /** Adds to the PDU begun by earlier chunks; returns how much of this chunk it took. */
  #complete(chunk: Buffer): number {
    let at = 0;
    if (!this.#partial) {
      at = chunk.copy(this.#lengthOctets, this.#filled);
      this.#filled += at;
      if (this.#filled < 4) return at;
      this.#partial = Buffer.allocUnsafe(this.#checked(this.#lengthOctets.readUInt32BE(0)));
      this.#lengthOctets.copy(this.#partial);
    }
    const partial = this.#partial;
    const copied = chunk.copy(partial, this.#filled, at);
    this.#filled += copied;
    if (this.#filled === partial.length) {
      this.#partial = undefined;
      this.#filled = 0;
      this.#onFrame(partial, 0, partial.length);
    }
    return at + copied;
  }

  #checked(length: number): number {
    if (length < HEADER_LENGTH || length > this.#maxPduBytes) {
      throw new UnrecoverableDecodeError(
        `command_length ${length} is not ${HEADER_LENGTH} to ${this.#maxPduBytes}`,
        Status.ESME_RINVCMDLEN,
      );
    }
    return length;
  }
}
