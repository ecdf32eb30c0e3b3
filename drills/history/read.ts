import { readFile } from 'node:fs/promises';
import type { History, Operation } from './operation.ts';
import { OperationError, parseLine } from './parse-line.ts';

/** A history that cannot be trusted: corrupt, truncated or out of order. `line` counts from 1. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';
  readonly line: number;

  constructor(source: string, line: number, problem: string) {
    super(`${source} line ${line}: ${problem}`);
    this.line = line;
  }
}

const NEWLINE = 0x0a;

/** Reads a history.jsonl. Rejects with a HistoryError, or with the error of the file system. */
export async function readHistory(file: string): Promise<History> {
  return parseHistory(await readFile(file), file);
}

/**
 * Every line must be a whole operation, end with a newline, and be no earlier than the one before.
 * @param source names the bytes in errors
 */
export function parseHistory(bytes: Buffer, source: string): History {
  const operations: Operation[] = [];
  let previous = 0;
  for (let start = 0; start < bytes.length; ) {
    const line = operations.length + 1;
    const newline = bytes.indexOf(NEWLINE, start);
    if (newline < 0) throw new HistoryError(source, line, 'is cut off: it has no newline');
    const operation = parsed(bytes.toString('utf8', start, newline), source, line);
    if (operation.time < previous) {
      const back = (previous - operation.time).toFixed(3);
      throw new HistoryError(source, line, `time: is ${back} ms before the line above`);
    }
    previous = operation.time;
    operations.push(operation);
    start = newline + 1;
  }
  if (operations.length === 0) throw new HistoryError(source, 1, 'there is no operation');
  return operations;
}

function parsed(text: string, source: string, line: number): Operation {
  try {
    return parseLine(text);
  } catch (error) {
    if (error instanceof OperationError) throw new HistoryError(source, line, error.message);
    throw error;
  }
}
