import type { ReceivedEvent } from '../../ports/events.ts';
import { packValue, unpackValue } from '../wire/frames.ts';

/** Keys and values of one partition, alternating, as they travel and rest: only clients look inside. */
export function packEvents(flat: readonly string[]): Buffer {
  return packValue(flat);
}

/** The events of a pushed batch from `expected` on; those before have been delivered already. */
export function unpackEvents(
  topic: string,
  partition: number,
  base: number,
  publishedAt: number,
  data: Buffer,
  expected: number,
): ReceivedEvent[] {
  const flat = unpackValue(data);
  const events: ReceivedEvent[] = [];
  if (!Array.isArray(flat)) return events;
  const skipped = Math.max(0, expected - base);
  for (let at = skipped * 2; at + 1 < flat.length; at += 2) {
    const key: unknown = flat[at];
    const value: unknown = flat[at + 1];
    const offset = base + at / 2;
    events.push({ topic, partition, offset, key: String(key), value: String(value), publishedAt });
  }
  return events;
}

/** FNV-1a of the key's UTF-16 units: which partition a key belongs to, the same in every process. */
export function partitionOf(key: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1)
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % partitions;
}
