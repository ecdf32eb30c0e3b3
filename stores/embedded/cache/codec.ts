import { packValue, unpackValue } from '../wire/frames.ts';
import type { Entry, Field, Sum } from './entry.ts';

/** Entries as arrays without maps, for the wire and for storage. */
export function packEntry(entry: Entry): Buffer {
  switch (entry[0]) {
    case 'value':
    case 'deleted':
      return packValue(entry);
    case 'fields': {
      const fields = [...entry[3]].map(([name, field]) => [name, ...ordered(field)]);
      return packValue([entry[0], entry[1], entry[2], fields]);
    }
    case 'counter': {
      const sums = [...entry[4]].map(([name, { total, stamp }]) => [name, total, stamp]);
      return packValue([entry[0], entry[1], entry[2], entry[3], sums]);
    }
  }
}

function ordered({ value, stamp, replica, expiresAt }: Field): readonly unknown[] {
  return [value, stamp, replica, expiresAt];
}

/** undefined for bytes that are not a packed entry. */
export function unpackEntry(bytes: Uint8Array): Entry | undefined {
  const packed = unpackValue(bytes);
  if (!Array.isArray(packed)) return undefined;
  const [kind, expiresAt, stamp, third, fourth, fifth] = packed;
  if (typeof expiresAt !== 'number' || typeof stamp !== 'number') return undefined;
  if (kind === 'value' && typeof third === 'string' && typeof fourth === 'number') {
    return typeof fifth === 'string' ? [kind, expiresAt, stamp, third, fourth, fifth] : undefined;
  }
  if (kind === 'deleted' && typeof third === 'string') return [kind, expiresAt, stamp, third];
  if (kind === 'fields' && Array.isArray(third)) {
    return [kind, expiresAt, stamp, new Map(third.flatMap(fieldOf))];
  }
  if (kind === 'counter' && typeof third === 'number' && Array.isArray(fourth)) {
    return [kind, expiresAt, stamp, third, new Map(fourth.flatMap(sumOf))];
  }
  return undefined;
}

function fieldOf(packed: unknown): [string, Field][] {
  const [name, value, stamp, replica, expiresAt] = Array.isArray(packed) ? packed : [];
  const isField =
    typeof name === 'string' &&
    (typeof value === 'string' || value === null) &&
    typeof stamp === 'number' &&
    typeof replica === 'string' &&
    typeof expiresAt === 'number';
  return isField ? [[name, { value, stamp, replica, expiresAt }]] : [];
}

function sumOf(packed: unknown): [string, Sum][] {
  const [name, total, stamp] = Array.isArray(packed) ? packed : [];
  const isSum = typeof name === 'string' && typeof total === 'number' && typeof stamp === 'number';
  return isSum ? [[name, { total, stamp }]] : [];
}
