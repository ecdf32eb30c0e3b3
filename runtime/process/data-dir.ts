import { accessSync, constants, mkdirSync } from 'node:fs';
import { describeStartupError, StartupError } from './startup-error.ts';

/** Makes the directory when it is absent. Throws a StartupError when this user cannot write there. */
export function ensureDataDir(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = describeStartupError(error) ?? String(error);
    throw new StartupError(`the data directory cannot be used: ${reason}`);
  }
}
