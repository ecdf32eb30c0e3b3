import { Status } from './command-status.ts';
import { FieldError, SmppEncodeError } from './errors.ts';
import { TLVS, type TlvName, type TlvSpec, type Tlvs, type TlvsInput } from './tlv-registry.ts';
import { refuseInteger, writeCString, writeInt4, writeOctets } from './write.ts';

export const NO_TLVS: Tlvs = Object.freeze({});

type Named = TlvSpec & { readonly name: TlvName };

const BY_NAME = new Map<string, Named>();
const BY_TAG = new Map<number, Named>();
for (const name of Object.keys(TLVS) as TlvName[]) {
  const spec: Named = { ...TLVS[name], name };
  BY_NAME.set(name, spec);
  BY_TAG.set(spec.tag, spec);
}

/** Section 3.2.4: tag and length before every value. */
const HEADER = 4;

/** An upper bound of what `writeTlvs` writes, so that the caller can make room first. */
export function tlvsSizeBound(tlvs: TlvsInput): number {
  let size = 0;
  for (const name in tlvs) {
    const value: unknown = tlvs[name as keyof TlvsInput];
    if (Array.isArray(value)) for (const one of value) size += valueSizeBound(one);
    else size += valueSizeBound(value);
  }
  return size;
}

function valueSizeBound(value: unknown): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return HEADER + value.length + 1;
  if (typeof value === 'object' && value !== null && 'value' in value) {
    return valueSizeBound(value.value);
  }
  return HEADER + 4;
}

export function writeTlvs(out: Uint8Array, at: number, tlvs: TlvsInput): number {
  let end = at;
  for (const name in tlvs) {
    const value: unknown = tlvs[name as keyof TlvsInput];
    if (value === undefined) continue;
    if (name === 'unknown') {
      for (const { tag, value: octets } of tlvs.unknown ?? []) {
        if ((tag & 0xffff) !== tag) refuseInteger('tlvs.unknown.tag', 0xffff);
        end = writeOctets(out, end + HEADER, octets, 0, 65_535, 'tlvs.unknown.value');
        writeHeader(out, end - HEADER - octets.length, tag, octets.length);
      }
      continue;
    }
    const spec = BY_NAME.get(name);
    if (!spec) throw new SmppEncodeError(`tlvs.${name}`, 'is not a TLV of SMPP 3.4');
    if (spec.repeats) {
      if (!Array.isArray(value)) throw new SmppEncodeError(`tlvs.${name}`, 'must be an array');
      for (const one of value) end = writeTlv(out, end, spec, one);
    } else {
      end = writeTlv(out, end, spec, value);
    }
  }
  return end;
}

function writeTlv(out: Uint8Array, at: number, spec: Named, value: unknown): number {
  const end = writeValue(out, at + HEADER, spec, value);
  writeHeader(out, at, spec.tag, end - at - HEADER);
  return end;
}

function writeHeader(out: Uint8Array, at: number, tag: number, length: number): void {
  out[at] = tag >>> 8;
  out[at + 1] = tag;
  out[at + 2] = length >>> 8;
  out[at + 3] = length;
}

function writeValue(out: Uint8Array, at: number, spec: Named, value: unknown): number {
  switch (spec.kind) {
    case 'int1':
      if (typeof value !== 'number' || (value & 0xff) !== value) refuseInteger(spec.name, 0xff);
      out[at] = value;
      return at + 1;
    case 'int2':
      if (typeof value !== 'number' || (value & 0xffff) !== value) refuseInteger(spec.name, 0xffff);
      out[at] = value >>> 8;
      out[at + 1] = value;
      return at + 2;
    case 'int4':
      if (typeof value !== 'number') refuseInteger(spec.name, 0xffff_ffff);
      return writeInt4(out, at, value, spec.name);
    case 'cstring':
      return writeCString(out, at, value, spec.max, spec.name);
    case 'octets':
      return writeOctets(out, at, value, spec.min, spec.max, spec.name);
    case 'flag':
      if (value !== true) throw new SmppEncodeError(spec.name, 'must be true or left out');
      return at;
  }
}

/** Reads TLVs up to `end`. Of a parameter that must not repeat, the first occurrence counts. */
export function readTlvs(bytes: Buffer, start: number, end: number): Tlvs {
  const tlvs: Record<string, unknown> = {};
  let at = start;
  while (at < end) {
    if (at + HEADER > end) throw brokenStream('ends inside a tag or length');
    const tag = bytes.readUInt16BE(at);
    const from = at + HEADER;
    const to = from + bytes.readUInt16BE(at + 2);
    if (to > end) throw brokenStream(`0x${tag.toString(16)} is longer than the PDU`);
    at = to;
    const spec = BY_TAG.get(tag);
    if (!spec) {
      append(tlvs, 'unknown', { tag, value: bytes.subarray(from, to) });
    } else if (spec.repeats) {
      append(tlvs, spec.name, readValue(bytes, from, to, spec));
    } else if (tlvs[spec.name] === undefined) {
      tlvs[spec.name] = readValue(bytes, from, to, spec);
    }
  }
  return tlvs;
}

function append(tlvs: Record<string, unknown>, name: string, value: unknown): void {
  const values = tlvs[name];
  if (Array.isArray(values)) values.push(value);
  else tlvs[name] = [value];
}

function readValue(bytes: Buffer, from: number, to: number, spec: Named): unknown {
  const length = to - from;
  if (length < spec.min || length > spec.max) {
    // A C-octet string without its NUL is common in the field and unambiguous: the length says its end.
    const missingNul = spec.kind === 'cstring' && length === 0;
    if (!missingNul) {
      throw new FieldError(spec.name, `has ${length} octets`, Status.ESME_RINVPARLEN);
    }
  }
  switch (spec.kind) {
    case 'int1':
      return bytes[from];
    case 'int2':
      return bytes.readUInt16BE(from);
    case 'int4':
      return bytes.readUInt32BE(from);
    case 'cstring': {
      let nul = from;
      while (nul < to && bytes[nul] !== 0) nul++;
      return bytes.toString('latin1', from, nul);
    }
    case 'octets':
      return bytes.subarray(from, to);
    case 'flag':
      return true;
  }
}

function brokenStream(problem: string): FieldError {
  return new FieldError('optional parameters', problem, Status.ESME_RINVOPTPARSTREAM);
}
