import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another drill writes to this directory now. */
export class ClaimedError extends Error {
  override readonly name = 'ClaimedError';
}

const FILE = 'drill.pid';

/**
 * Makes a directory this process's own until the returned function is called. A claim whose process is
 * dead is taken over. Throws a ClaimedError.
 */
export function claim(dir: string): () => void {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, FILE);
  if (!tryWrite(path)) {
    const holder = holderOf(path);
    if (holder !== undefined && isAlive(holder)) {
      throw new ClaimedError(`${dir} is in use by a drill that runs now (process ${holder})`);
    }
    rmSync(path, { force: true });
    if (!tryWrite(path)) throw new ClaimedError(`${dir} is in use by another drill`);
  }
  return () => rmSync(path, { force: true });
}

function tryWrite(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function holderOf(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? error.code : undefined;
