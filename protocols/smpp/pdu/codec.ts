import { Status } from './command-status.ts';
import { compileDecoder, type Decoder } from './compile-decoder.ts';
import { type CompiledEncoder, compileEncoder } from './compile-encoder.ts';
import { FieldError, RecoverableDecodeError, SmppEncodeError } from './errors.ts';
import { type CommandGrammar, GRAMMAR } from './grammar.ts';
import type { CommandName, Pdu, PduInput } from './pdu.ts';

/** command_length, command_id, command_status, sequence_number: section 3.2. */
export const HEADER_LENGTH = 16;

interface Codec extends CompiledEncoder {
  readonly decode: Decoder;
}

const CODECS = new Map<CommandName, Codec>();
// Indexed by the low 31 bits of command_id: an array read instead of hashing a number above 2^31.
const REQUEST_DECODERS: (Decoder | undefined)[] = [];
const RESPONSE_DECODERS: (Decoder | undefined)[] = [];
for (const name of Object.keys(GRAMMAR) as CommandName[]) {
  const grammar: CommandGrammar = GRAMMAR[name];
  const decode = compileDecoder(name, grammar);
  CODECS.set(name, { ...compileEncoder(name, grammar), decode });
  const decoders = grammar.id >>> 31 === 1 ? RESPONSE_DECODERS : REQUEST_DECODERS;
  decoders[grammar.id & 0x7fff_ffff] = decode;
}
const LARGEST_COMMAND = Math.max(REQUEST_DECODERS.length, RESPONSE_DECODERS.length);

function codecOf(command: CommandName): Codec {
  const codec = CODECS.get(command);
  if (!codec) throw new SmppEncodeError('command', `${String(command)} is not a PDU of SMPP 3.4`);
  return codec;
}

/** At most this many octets will be written by `encodeInto` for this body. */
export function sizeBound(command: CommandName, body: object): number {
  return codecOf(command).sizeBound(body);
}

/**
 * Writes a PDU into `out` at `at`, where `sizeBound` octets must be free. Returns the offset after it.
 * Throws SmppEncodeError naming the field; what was written before is then garbage to overwrite.
 */
export function encodeInto(
  command: CommandName,
  body: object,
  status: number,
  sequence: number,
  out: Uint8Array,
  at: number,
): number {
  return codecOf(command).encode(body, out, at, status, sequence);
}

/** Encodes one PDU on its own. Throws SmppEncodeError naming the field that cannot be sent. */
export function encode(pdu: PduInput): Buffer {
  const codec = codecOf(pdu.command);
  const { command_status: status = 0, sequence_number: sequence = 0 } = pdu;
  if (status >>> 0 !== status)
    throw new SmppEncodeError('command_status', 'must be 0 to 0xFFFFFFFF');
  if (sequence >>> 0 !== sequence) {
    throw new SmppEncodeError('sequence_number', 'must be 0 to 0xFFFFFFFF');
  }
  const out = Buffer.allocUnsafe(codec.sizeBound(pdu));
  return out.subarray(0, codec.encode(pdu, out, 0, status, sequence));
}

/**
 * Decodes the PDU that occupies `bytes` from `start` to `end` (its command_length is known to be right:
 * see Framer). Throws RecoverableDecodeError with the status to answer.
 */
export function decode(bytes: Buffer, start = 0, end = bytes.length): Pdu {
  const id = bytes.readUInt32BE(start + 4);
  const status = bytes.readUInt32BE(start + 8);
  const sequence = bytes.readUInt32BE(start + 12);
  const number = id & 0x7fff_ffff;
  const decoders = id >>> 31 === 1 ? RESPONSE_DECODERS : REQUEST_DECODERS;
  const decoder = number < LARGEST_COMMAND ? decoders[number] : undefined;
  if (!decoder) {
    const problem = `command_id 0x${id.toString(16).padStart(8, '0')} is unknown`;
    throw new RecoverableDecodeError(problem, Status.ESME_RINVCMDID, id, sequence);
  }
  try {
    // The decoder was compiled from the grammar that the type is derived from.
    return decoder(bytes, start + HEADER_LENGTH, end, status, sequence) as Pdu;
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new RecoverableDecodeError(error.message, error.commandStatus, id, sequence);
  }
}
