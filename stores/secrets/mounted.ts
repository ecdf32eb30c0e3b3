import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '../ports/errors.ts';
import type { Secrets } from '../ports/secrets.ts';

export interface MountedSecretsOptions {
  /** A directory with one file for each secret, as the secrets-store CSI driver mounts it. */
  readonly directory: string;
}

const NAME = /^[A-Za-z0-9_-]+([./][A-Za-z0-9_-]+)*$/;

/**
 * Secrets of files: `customers/acme` is the file `customers/acme`, or `customers_acme` where the mount has no
 * folders (its provider writes a slash as an underscore). Each request reads the file: the CSI driver
 * rotates by letting the link `..data` point at another directory, which neither a watch nor a cached
 * handle would follow, and a small file of a memory file system costs microseconds. A secret is dated by the file
 * behind the link, which the driver writes when the volume is mounted and at a rotation: the date is never before
 * the secret was changed, and a new pod dates it anew.
 */
export function mountedSecrets({ directory }: MountedSecretsOptions): Secrets {
  async function find(name: string): Promise<Found> {
    if (!NAME.test(name)) {
      throw new StoreError('invalid', `"${name}" cannot be the name of a secret`);
    }
    for (const file of new Set([name, name.replaceAll('/', '_')])) {
      const found = await read(name, join(directory, file));
      if (found?.value === '') {
        const message = `the secret ${name} in ${directory} is empty: give it a value`;
        throw new StoreError('unavailable', message);
      }
      if (found !== undefined) return found;
    }
    const message = `there is no secret ${name} in ${directory}: name it in the SecretProviderClass that is mounted there`;
    throw new StoreError('missing', message);
  }

  return {
    get: async (name) => (await find(name)).value,
    changedAt: async (name) => (await find(name)).changedAt,
    close: () => Promise.resolve(),
  };
}

interface Found {
  readonly value: string;
  readonly changedAt: number;
}

const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

/** Value and date are of one file, whatever the link leads to by then. */
async function read(name: string, path: string): Promise<Found | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { mtimeMs: changedAt } = await file.stat();
    return { value: (await file.readFile('utf8')).replace(/\r?\n$/, ''), changedAt };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    if (ABSENT.has(code)) return undefined;
    const message = `cannot read the secret ${name} from ${path}: ${code}`;
    throw new StoreError('unavailable', message, { cause });
  } finally {
    await file?.close();
  }
}
