import { readFile } from 'node:fs/promises';
import { ConfigError } from '../config/read.ts';

/** The text of the file that a variable names, when it does. Rejects naming the variable and the path. */
export async function readIfNamed(
  variable: string,
  path: string | undefined,
): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ConfigError([`${variable} names ${path}, which cannot be read: ${code}`]);
  }
}
