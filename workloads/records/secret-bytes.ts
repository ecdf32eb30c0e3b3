import type { Secrets } from '@tandem/stores';

/** A key of the secrets store, written in hexadecimal. The error names the secret, never its value. */
export async function secretBytes(secrets: Secrets, name: string, bytes: number): Promise<Buffer> {
  const text = (await secrets.get(name)).trim();
  if (text.length !== bytes * 2 || !/^[0-9a-fA-F]+$/.test(text)) {
    throw new Error(`secret ${name}: must be ${bytes} bytes as ${bytes * 2} hexadecimal digits`);
  }
  return Buffer.from(text, 'hex');
}
