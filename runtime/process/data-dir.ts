import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describeStartupError, StartupError } from './startup-error.ts';

/** Makes the directory when it is absent. Throws a StartupError when this user cannot write there. */
export function ensureDataDir(path: string): void {
  try {
    // A recursive mkdir on a read-only file system says ENOENT, which helps nobody.
    accessSync(nearestExisting(resolve(path)), constants.W_OK);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = describeStartupError(error) ?? String(error);
    throw new StartupError(`the data directory cannot be used: ${reason}`);
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}
