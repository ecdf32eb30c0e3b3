import { Packr, RESERVE_START_SPACE } from 'msgpackr';

/**
 * A frame is a 32-bit big-endian length and that many bytes of one MessagePack array. Both sides put
 * everything that one turn of their event loop produced into one frame.
 */
const HEADER_BYTES = 4;
export const MAX_FRAME_BYTES = 32 * 1024 * 1024;
/** A sender closes a frame that grew beyond this and begins the next one. */
export const SOFT_FRAME_BYTES = 1024 * 1024;

export type FrameContent = readonly unknown[];

const packr = new Packr({ useRecords: false, int64AsType: 'number' });

export class FrameError extends Error {
  override readonly name = 'FrameError';
}

export function encodeFrame(content: FrameContent): Buffer {
  const frame = packr.pack(content, RESERVE_START_SPACE + HEADER_BYTES);
  const length = frame.length - HEADER_BYTES;
  if (length > MAX_FRAME_BYTES) {
    throw new FrameError(`a frame of ${length} bytes exceeds ${MAX_FRAME_BYTES}`);
  }
  frame.writeUInt32BE(length, 0);
  return frame;
}

export function packValue(value: unknown): Buffer {
  return packr.pack(value);
}

/** Binary values of the result share memory with `bytes`. Throws FrameError on anything malformed. */
export function unpackValue(bytes: Uint8Array): unknown {
  try {
    return packr.unpack(bytes);
  } catch (cause) {
    throw new FrameError('not MessagePack', { cause });
  }
}

/** Cuts a byte stream into frames, whichever way it was split. Holds at most one incomplete frame. */
export class FrameDecoder {
  readonly #maxFrameBytes: number;
  #chunks: Buffer[] = [];
  #buffered = 0;
  /** Bytes of the incomplete frame including its header; 0 while the header itself is incomplete. */
  #needed = 0;

  constructor(maxFrameBytes: number = MAX_FRAME_BYTES) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Throws FrameError when the stream is malformed; it cannot be continued after that. */
  push(chunk: Buffer, onFrame: (content: FrameContent) => void): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    if (this.#buffered < HEADER_BYTES || this.#buffered < this.#needed) return;
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#buffered);
    const consumed = this.#decodeAll(bytes, onFrame);
    const rest = bytes.subarray(consumed);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#buffered = rest.length;
  }

  #decodeAll(bytes: Buffer, onFrame: (content: FrameContent) => void): number {
    let at = 0;
    this.#needed = 0;
    while (bytes.length - at >= HEADER_BYTES) {
      const length = bytes.readUInt32BE(at);
      if (length > this.#maxFrameBytes) {
        throw new FrameError(
          `a frame claims ${length} bytes; at most ${this.#maxFrameBytes} allowed`,
        );
      }
      const end = at + HEADER_BYTES + length;
      if (end > bytes.length) {
        this.#needed = HEADER_BYTES + length;
        break;
      }
      const content = unpackValue(bytes.subarray(at + HEADER_BYTES, end));
      if (!Array.isArray(content)) throw new FrameError('a frame must hold an array');
      onFrame(content);
      at = end;
    }
    return at;
  }
}
