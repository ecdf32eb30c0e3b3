import { isStoreError } from '@tandem/stores';
import { TopologyError } from '@tandem/topology';
import { ConfigError } from '../config/read.ts';

/** A reason not to start that a person can act on: printed as one line, without a stack. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}

const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use; stop the process that has it, or choose another port',
  EADDRNOTAVAIL: 'is not an address of this machine; choose another --host',
  EACCES: 'is refused to this user (EACCES)',
  EPERM: 'is refused to this user (EPERM)',
  EROFS: 'is on a read-only file system',
  ENOSPC: 'is on a full disk (ENOSPC)',
  EEXIST: 'exists and is not a directory',
  ENOENT: 'does not exist',
  ENOTDIR: 'is not a directory',
};

/** The one line that a failed start prints, or undefined when only a stack explains it. */
export function describeStartupError(error: unknown): string | undefined {
  if (error instanceof StartupError || error instanceof ConfigError) return error.message;
  if (error instanceof TopologyError || isStoreError(error)) return error.message;
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const advice = ADVICE[String(error.code)];
  if (advice === undefined) return undefined;
  if ('port' in error) {
    const address = 'address' in error ? ` on ${error.address}` : '';
    return `port ${error.port}${address} ${advice}`;
  }
  return 'path' in error ? `${error.path} ${advice}` : `${error.message}: ${advice}`;
}
