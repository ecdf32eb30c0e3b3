import { type Static, Type } from 'typebox';
import { checker } from '../validation.ts';
import { DEFAULT_CONNECTIONS } from './client.ts';
import { BankCredentialsSchema } from './credentials.ts';

const BankSchema = Type.Object(
  {
    host: Type.String({ minLength: 1 }),
    /** 0 takes a free one, which the `ready` message names. */
    port: Type.Integer({ minimum: 0, maximum: 65_535 }),
    /** Origin of Tandem's API. */
    apiUrl: Type.String({ pattern: '^https?://[^/?#]+/?$' }),
    credentials: BankCredentialsSchema,
    operatorToken: Type.String({ minLength: 8 }),
    seed: Type.Integer({ minimum: 0 }),
    /** For one try of one request. */
    timeoutMs: Type.Integer({ minimum: 1, maximum: 600_000 }),
    connections: Type.Integer({ minimum: 1, maximum: 10_000 }),
    /** File to which the process appends what it saw. */
    history: Type.Optional(Type.String({ minLength: 1 })),
  },
  { additionalProperties: false },
);

export type BankSettings = Static<typeof BankSchema>;

const DEFAULTS = {
  host: '127.0.0.1',
  seed: 1,
  timeoutMs: 5_000,
  connections: DEFAULT_CONNECTIONS,
} as const satisfies Partial<BankSettings>;

type Defaulted = keyof typeof DEFAULTS;

export type BankOptions = Omit<BankSettings, Defaulted> & Partial<Pick<BankSettings, Defaulted>>;

const check = checker('bank', BankSchema);

/** Throws InvalidInputError naming the field and what is allowed. */
export function bankSettings(options: BankOptions): BankSettings {
  return check({ ...DEFAULTS, ...options });
}
