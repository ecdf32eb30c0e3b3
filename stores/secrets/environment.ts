import { readFile, stat } from 'node:fs/promises';
import { StoreError } from '../ports/errors.ts';
import type { Secrets } from '../ports/secrets.ts';

const PREFIX = 'TANDEM_SECRET_';

/**
 * Secrets of environment variables: `customers/acme` is TANDEM_SECRET_CUSTOMERS_ACME, or the content of
 * the file that TANDEM_SECRET_CUSTOMERS_ACME_FILE names (without a final newline), read at each request.
 */
export function environmentSecrets(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Secrets {
  const variableOf = (name: string) => PREFIX + name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
  function source(name: string): Source {
    const variable = variableOf(name);
    const value = environment[variable];
    if (value !== undefined && value !== '') return { value };
    const path = environment[`${variable}_FILE`];
    if (path !== undefined && path !== '') return { path };
    const message = `there is no secret ${name}: set ${variable}, or ${variable}_FILE to the path of a file with it`;
    throw new StoreError('missing', message);
  }
  return {
    async get(name) {
      const { value, path } = source(name);
      if (path === undefined) return value;
      const text = await attempt(name, path, () => readFile(path, 'utf8'));
      const content = text.replace(/\r?\n$/, '');
      if (content !== '') return content;
      throw new StoreError(
        'unavailable',
        `the secret ${name} in ${path} is empty: give it a value`,
      );
    },
    async changedAt(name) {
      const { path } = source(name);
      if (path === undefined) return undefined;
      return (await attempt(name, path, () => stat(path))).mtimeMs;
    },
    close: () => Promise.resolve(),
  };
}

type Source =
  | { readonly value: string; readonly path?: undefined }
  | { readonly value?: undefined; readonly path: string };

async function attempt<T>(name: string, path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    const message = `cannot read the secret ${name} from ${path}: ${code}`;
    throw new StoreError('unavailable', message, { cause });
  }
}
