import { readFileSync } from 'node:fs';
import { segmentPath } from './journal.ts';
import { decodeRecords } from './record.ts';

/** Every record of one segment, in order. */
export function* readSegment(dir: string, segment: number): Generator<unknown> {
  for (const { value } of decodeRecords(readFileSync(segmentPath(dir, segment)))) yield value;
}
