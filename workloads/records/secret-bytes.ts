import { type Secrets, StoreError } from '@tandem/stores';

/** A key of the secrets store, written in hexadecimal. The error names the secret, never its value. */
export async function secretBytes(secrets: Secrets, name: string, bytes: number): Promise<Buffer> {
  const text = (await secrets.get(name)).trim();
  if (text.length !== bytes * 2 || !/^[0-9a-fA-F]+$/.test(text)) {
    const wanted = `${bytes} bytes as ${bytes * 2} hexadecimal digits`;
    throw new StoreError('invalid', `the secret ${name} is malformed: it must be ${wanted}`);
  }
  return Buffer.from(text, 'hex');
}
