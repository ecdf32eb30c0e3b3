import { writeFile } from 'node:fs/promises';
import type { History, Operation } from './operation.ts';

/** Ends every line with a newline, the last one too. */
export function formatHistory(history: History): string {
  return history.map(formatOperation).join('');
}

/** One line, in the order of fields that docs/reference/history.md shows. */
export function formatOperation({ time, process, type, f, value }: Operation): string {
  return `${JSON.stringify({ time, process, type, f, value })}\n`;
}

export async function writeHistory(file: string, history: History): Promise<void> {
  await writeFile(file, formatHistory(history), { mode: 0o600 });
}
