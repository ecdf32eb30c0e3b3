import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const TAIL_BYTES = 4_096;

/** What the last line of a log says, of a structured one its error or message; undefined when there is none. */
export function lastWordsOf(path: string): string | undefined {
  const line = lastLineOf(path);
  if (line === undefined) return undefined;
  try {
    const entry: unknown = JSON.parse(line);
    return messageOf(field(entry, 'err')) ?? messageOf(entry) ?? line;
  } catch {
    return line;
  }
}

function messageOf(value: unknown): string | undefined {
  const message = field(value, 'message');
  return typeof message === 'string' ? message : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function lastLineOf(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const { size } = fstatSync(file);
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(file, tail, 0, tail.length, size - tail.length);
    return tail.toString().trimEnd().split('\n').at(-1) || undefined;
  } finally {
    closeSync(file);
  }
}
