import { readFile } from 'node:fs/promises';
import type { History, Operation } from './operation.ts';
import { parseHistory } from './read.ts';

/**
 * One history of several recorders, by time. Stable: operations of one instant keep the order of their
 * recorder, and recorders that of `histories`. The first line stays first and the last last, as they frame
 * the recording.
 */
export function mergeHistories(histories: readonly History[]): History {
  const merged = histories.flat();
  return merged.sort(byFrameAndTime);
}

/** Reads the files of the recorders, each by itself in order, and merges them. Empty files add nothing. */
export async function readRecorders(files: readonly string[]): Promise<History> {
  const histories = await Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(file);
      return bytes.length === 0 ? [] : parseHistory(bytes, file);
    }),
  );
  return mergeHistories(histories);
}

function byFrameAndTime(a: Operation, b: Operation): number {
  return a.time - b.time || frame(a) - frame(b);
}

const frame = ({ f }: Operation): number => (f === 'drill' ? -1 : f === 'end' ? 1 : 0);
