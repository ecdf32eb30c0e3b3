import { readFile, stat } from 'node:fs/promises';
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
 * handle would follow, and a small file of a memory file system costs microseconds.
 */
export function mountedSecrets({ directory }: MountedSecretsOptions): Secrets {
  return {
    async get(name) {
      if (!NAME.test(name)) {
        throw new StoreError('invalid', `"${name}" cannot be the name of a secret`);
      }
      for (const file of new Set([name, name.replaceAll('/', '_')])) {
        const value = await contentOf(name, join(directory, file));
        if (value === '') {
          const message = `the secret ${name} in ${directory} is empty: give it a value`;
          throw new StoreError('unavailable', message);
        }
        if (value !== undefined) return value;
      }
      const message = `there is no secret ${name} in ${directory}: name it in the SecretProviderClass that is mounted there`;
      throw new StoreError('missing', message);
    },
    async changedAt(name) {
      for (const file of [name, name.replaceAll('/', '_')]) {
        const found = await stat(join(directory, file)).catch(() => undefined);
        if (found?.isFile()) return found.mtimeMs;
      }
      return undefined;
    },
    close: () => Promise.resolve(),
  };
}

const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

async function contentOf(name: string, path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    if (ABSENT.has(code)) return undefined;
    const message = `cannot read the secret ${name} from ${path}: ${code}`;
    throw new StoreError('unavailable', message, { cause });
  }
}
