import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ConfigError } from '../config/read.ts';

/**
 * The certificates of the authorities in the file that a variable names, when it does. Rejects naming the variable
 * and the path: TLS itself would trust nobody, and blame the server.
 */
export async function readAuthorities(
  variable: string,
  path: string | undefined,
): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const text = await readNamed(variable, path);
  try {
    new X509Certificate(text);
    return text;
  } catch {
    const problem = `${variable} names ${path}, which does not begin with a certificate in PEM`;
    throw new ConfigError([`${problem}: -----BEGIN CERTIFICATE-----…`]);
  }
}

async function readNamed(variable: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ConfigError([`${variable} names ${path}, which cannot be read: ${code}`]);
  }
}
