import { deserialize } from 'bson';

/** MongoDB wire protocol, standard message header. */
const HEADER = 16;
const OP_QUERY = 2004;
const OP_MSG = 2013;
/** MongoDB: maxMessageSizeBytes. */
const MAX_MESSAGE = 48_000_000;
const CHECKSUM_PRESENT = 1;

export interface MongoMessage {
  readonly id: number;
  readonly responseTo: number;
  readonly opCode: number;
  /** The whole message, header included. */
  readonly bytes: Buffer;
}

/** Cuts a stream of bytes into messages. */
export class MongoFrames {
  #rest: Buffer = Buffer.alloc(0);

  /** Throws a RangeError for a length that no message has. */
  push(bytes: Buffer): MongoMessage[] {
    let left = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const messages: MongoMessage[] = [];
    while (left.length >= HEADER) {
      const length = left.readInt32LE(0);
      if (length < HEADER || length > MAX_MESSAGE) {
        throw new RangeError(`a MongoDB message of ${length} bytes`);
      }
      if (left.length < length) break;
      const message = left.subarray(0, length);
      messages.push({
        id: message.readInt32LE(4),
        responseTo: message.readInt32LE(8),
        opCode: message.readInt32LE(12),
        bytes: message,
      });
      left = left.subarray(length);
    }
    this.#rest = left;
    return messages;
  }
}

export type Command = Readonly<Record<string, unknown>>;

/**
 * The command or answer of a message, with its document sequences as arrays; undefined for other kinds of
 * messages. Throws where a message is not what the protocol says.
 */
export function commandOf({ opCode, bytes }: MongoMessage): Command | undefined {
  if (opCode === OP_MSG) return messageBody(bytes);
  if (opCode !== OP_QUERY) return undefined;
  const name = bytes.indexOf(0, HEADER + 4);
  return deserialize(bytes.subarray(name + 1 + 8));
}

function messageBody(bytes: Buffer): Command {
  const flags = bytes.readUInt32LE(HEADER);
  const end = bytes.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  let at = HEADER + 4;
  let body: Command = {};
  while (at < end) {
    const kind = bytes.readUInt8(at);
    at += 1;
    const size = bytes.readInt32LE(at);
    if (size < 5 || at + size > end) throw new RangeError(`a section of ${size} bytes`);
    const section = bytes.subarray(at, at + size);
    body = kind === 0 ? { ...body, ...deserialize(section) } : { ...body, ...sequenceOf(section) };
    at += size;
  }
  return body;
}

function sequenceOf(section: Buffer): Command {
  const nameEnd = section.indexOf(0, 4);
  const name = section.toString('utf8', 4, nameEnd);
  const documents: unknown[] = [];
  for (let at = nameEnd + 1; at < section.length; ) {
    const size = section.readInt32LE(at);
    if (size < 5) throw new RangeError(`a document of ${size} bytes`);
    documents.push(deserialize(section.subarray(at, at + size)));
    at += size;
  }
  return { [name]: documents };
}
