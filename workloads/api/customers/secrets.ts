import type { Secrets } from '@tandem/stores';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

/** The secret `customers/<customerId>`. */
export const CustomerSecretsSchema = Type.Object({
  clientSecretSha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  signingSecret: Type.String({ minLength: 16 }),
});
export type CustomerSecrets = Static<typeof CustomerSecretsSchema>;

export interface OpenedCustomerSecrets {
  readonly clientSecretDigest: Buffer;
  readonly signingSecret: string;
}

/** Rejects naming the secret and the field at fault, never a value. */
export async function readCustomerSecrets(
  secrets: Secrets,
  customerId: string,
): Promise<OpenedCustomerSecrets> {
  const name = `customers/${customerId}`;
  const value = parse(name, await secrets.get(name));
  const [problem] = Value.Errors(CustomerSecretsSchema, value);
  if (problem) {
    throw new Error(`the secret ${name}${problem.instancePath}: ${problem.message}`);
  }
  const { clientSecretSha256, signingSecret } = value as CustomerSecrets;
  return { clientSecretDigest: Buffer.from(clientSecretSha256, 'hex'), signingSecret };
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`the secret ${name} is not JSON`);
  }
}
