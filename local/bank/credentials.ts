import { Type } from 'typebox';

/** What Tandem gave the bank: `customer` in DATA/credentials.json. */
export const BankCredentialsSchema = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 64 }),
    clientId: Type.String({ minLength: 1 }),
    clientSecret: Type.String({ minLength: 1 }),
    signingSecret: Type.String({ minLength: 1 }),
  },
  { additionalProperties: false },
);

export interface BankCredentials {
  readonly id: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly signingSecret: string;
}
