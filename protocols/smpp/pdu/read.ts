import { Status } from './command-status.ts';
import { FieldError } from './errors.ts';
import { ADDRESS_MAX, type Destination, type UnsuccessfulDestination } from './fields.ts';

// Primitives of the compiled decoders. `end` is the end of the PDU: nothing reads past it.

/** The offset of the NUL that ends the C-octet string at `at`. `max` counts octets, the NUL included. */
export function endOfCString(
  bytes: Uint8Array,
  at: number,
  end: number,
  max: number,
  field: string,
  refusal: number,
): number {
  const limit = Math.min(end, at + max);
  for (let i = at; i < limit; i++) if (bytes[i] === 0) return i;
  if (limit === end) throw truncated(field);
  throw new FieldError(field, `is longer than ${max - 1} octets`, refusal);
}

export function truncated(field: string): FieldError {
  return new FieldError(field, 'the PDU ends before it', Status.ESME_RINVCMDLEN);
}

export function readShortMessage(
  bytes: Buffer,
  at: number,
  end: number,
  max: number,
  refusal: number,
): Buffer {
  if (at >= end) throw truncated('sm_length');
  const length = bytes[at] ?? 0;
  if (length > max) throw new FieldError('sm_length', `must be 0 to ${max}`, refusal);
  if (at + 1 + length > end) {
    throw new FieldError('short_message', 'the PDU ends inside it', refusal);
  }
  return bytes.subarray(at + 1, at + 1 + length);
}

/** Reads arrays of structures; `next` is where the following field begins. */
class Cursor {
  next: number;
  readonly #bytes: Buffer;
  readonly #end: number;

  constructor(bytes: Buffer, at: number, end: number) {
    this.#bytes = bytes;
    this.next = at;
    this.#end = end;
  }

  octet(field: string): number {
    if (this.next >= this.#end) throw truncated(field);
    return this.#bytes[this.next++] ?? 0;
  }

  address(field: string, refusal: number): string {
    const start = this.next;
    const nul = endOfCString(this.#bytes, start, this.#end, ADDRESS_MAX, field, refusal);
    this.next = nul + 1;
    return this.#bytes.toString('latin1', start, nul);
  }

  int4(field: string): number {
    if (this.next + 4 > this.#end) throw truncated(field);
    this.next += 4;
    return this.#bytes.readUInt32BE(this.next - 4);
  }
}

export interface Structures<T> {
  readonly value: T[];
  readonly next: number;
}

export function readDestinations(
  bytes: Buffer,
  at: number,
  end: number,
  max: number,
  refusal: number,
): Structures<Destination> {
  const cursor = new Cursor(bytes, at, end);
  const count = cursor.octet('number_of_dests');
  if (count > max) throw new FieldError('number_of_dests', `must be at most ${max}`, refusal);
  const value: Destination[] = [];
  for (let i = 0; i < count; i++) {
    const flag = cursor.octet('dest_flag');
    if (flag === 1) {
      value.push({
        dest_addr_ton: cursor.octet('dest_addr_ton'),
        dest_addr_npi: cursor.octet('dest_addr_npi'),
        destination_addr: cursor.address('destination_addr', Status.ESME_RINVDSTADR),
      });
    } else if (flag === 2) {
      value.push({ dl_name: cursor.address('dl_name', Status.ESME_RINVDLNAME) });
    } else {
      throw new FieldError(
        'dest_flag',
        'must be 1 (SME) or 2 (distribution list)',
        Status.ESME_RINVDESTFLAG,
      );
    }
  }
  return { value, next: cursor.next };
}

export function readUnsuccessfulDestinations(
  bytes: Buffer,
  at: number,
  end: number,
): Structures<UnsuccessfulDestination> {
  const cursor = new Cursor(bytes, at, end);
  const count = cursor.octet('no_unsuccess');
  const value: UnsuccessfulDestination[] = [];
  for (let i = 0; i < count; i++) {
    value.push({
      dest_addr_ton: cursor.octet('dest_addr_ton'),
      dest_addr_npi: cursor.octet('dest_addr_npi'),
      destination_addr: cursor.address('destination_addr', Status.ESME_RINVDSTADR),
      error_status_code: cursor.int4('error_status_code'),
    });
  }
  return { value, next: cursor.next };
}
