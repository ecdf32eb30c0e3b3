import { crc32 } from 'node:zlib';
import { Packr, RESERVE_START_SPACE } from 'msgpackr';

/** A record is its payload's length and CRC-32 (both 32-bit big-endian), then the MessagePack payload. */
export const RECORD_HEADER_BYTES = 8;

const packr = new Packr({ useRecords: false, int64AsType: 'number' });

export function encodeRecord(value: unknown): Buffer {
  const record = packr.pack(value, RESERVE_START_SPACE + RECORD_HEADER_BYTES);
  const payload = record.subarray(RECORD_HEADER_BYTES);
  record.writeUInt32BE(payload.length, 0);
  record.writeUInt32BE(crc32(payload), 4);
  return record;
}

export interface DecodedRecord {
  readonly value: unknown;
  readonly position: number;
  readonly end: number;
}

/**
 * The record at `position`, or undefined when there is no whole and sound one: the end of the segment,
 * or what a process that was killed in the middle of a write left there.
 */
export function decodeRecord(bytes: Buffer, position: number): DecodedRecord | undefined {
  if (bytes.length - position < RECORD_HEADER_BYTES) return undefined;
  const length = bytes.readUInt32BE(position);
  const end = position + RECORD_HEADER_BYTES + length;
  if (length === 0 || end > bytes.length) return undefined;
  const payload = bytes.subarray(position + RECORD_HEADER_BYTES, end);
  if (crc32(payload) !== bytes.readUInt32BE(position + 4)) return undefined;
  return { value: packr.unpack(payload), position, end };
}

export function* decodeRecords(bytes: Buffer): Generator<DecodedRecord> {
  let record = decodeRecord(bytes, 0);
  while (record) {
    yield record;
    record = decodeRecord(bytes, record.end);
  }
}
