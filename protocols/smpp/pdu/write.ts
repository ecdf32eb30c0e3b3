import { SmppEncodeError } from './errors.ts';
import {
  ADDRESS_MAX,
  type DistributionList,
  type SmeAddress,
  type UnsuccessfulDestination,
} from './fields.ts';

// Primitives of the compiled encoders. Each writes at `at` and returns the offset after what it wrote;
// the caller has made room (see `sizeBound`).

export function writeCString(
  out: Uint8Array,
  at: number,
  value: unknown,
  max: number,
  field: string,
): number {
  if (typeof value !== 'string') throw new SmppEncodeError(field, 'must be a string');
  const length = value.length;
  if (length >= max) {
    throw new SmppEncodeError(field, `has ${length} characters; at most ${max - 1} are allowed`);
  }
  for (let i = 0; i < length; i++) {
    const octet = value.charCodeAt(i);
    if (octet === 0 || octet > 0xff) {
      throw new SmppEncodeError(field, 'must have characters U+0001 to U+00FF only');
    }
    out[at + i] = octet;
  }
  out[at + length] = 0;
  return at + length + 1;
}

export function refuseInteger(field: string, max: number): never {
  throw new SmppEncodeError(field, `must be an integer from 0 to ${max}`);
}

export function writeInt4(out: Uint8Array, at: number, value: number, field: string): number {
  if (value >>> 0 !== value) refuseInteger(field, 0xffff_ffff);
  out[at] = value >>> 24;
  out[at + 1] = value >>> 16;
  out[at + 2] = value >>> 8;
  out[at + 3] = value;
  return at + 4;
}

export function writeOctets(
  out: Uint8Array,
  at: number,
  value: unknown,
  min: number,
  max: number,
  field: string,
): number {
  if (!(value instanceof Uint8Array)) {
    throw new SmppEncodeError(field, 'must be a Buffer or Uint8Array');
  }
  if (value.length < min || value.length > max) {
    const allowed = min === max ? `${min}` : `${min} to ${max}`;
    throw new SmppEncodeError(field, `has ${value.length} octets; ${allowed} are allowed`);
  }
  out.set(value, at);
  return at + value.length;
}

export function writeShortMessage(
  out: Uint8Array,
  at: number,
  value: unknown,
  max: number,
): number {
  const end = writeOctets(out, at + 1, value, 0, max, 'short_message');
  out[at] = end - at - 1;
  return end;
}

export function writeDestinations(
  out: Uint8Array,
  at: number,
  value: readonly (Partial<SmeAddress> | DistributionList)[],
  max: number,
): number {
  let end = writeCount(out, at, value, max, 'dest_address');
  for (const destination of value) {
    if ('dl_name' in destination) {
      out[end] = 2;
      end = writeCString(out, end + 1, destination.dl_name, ADDRESS_MAX, 'dl_name');
    } else {
      out[end] = 1;
      end = writeSmeAddress(out, end + 1, destination);
    }
  }
  return end;
}

export function writeUnsuccessfulDestinations(
  out: Uint8Array,
  at: number,
  value: readonly Partial<UnsuccessfulDestination>[],
  max: number,
): number {
  let end = writeCount(out, at, value, max, 'unsuccess_sme');
  for (const destination of value) {
    end = writeSmeAddress(out, end, destination);
    end = writeInt4(out, end, destination.error_status_code ?? 0, 'error_status_code');
  }
  return end;
}

function writeCount(
  out: Uint8Array,
  at: number,
  value: unknown,
  max: number,
  field: string,
): number {
  if (!Array.isArray(value) || value.length > max) {
    throw new SmppEncodeError(field, `must be an array of at most ${max} destinations`);
  }
  out[at] = value.length;
  return at + 1;
}

function writeSmeAddress(out: Uint8Array, at: number, address: Partial<SmeAddress>): number {
  const ton = address.dest_addr_ton ?? 0;
  const npi = address.dest_addr_npi ?? 0;
  if ((ton & 0xff) !== ton) refuseInteger('dest_addr_ton', 0xff);
  if ((npi & 0xff) !== npi) refuseInteger('dest_addr_npi', 0xff);
  out[at] = ton;
  out[at + 1] = npi;
  return writeCString(out, at + 2, address.destination_addr ?? '', ADDRESS_MAX, 'destination_addr');
}
