import { type TSchema, Type } from 'typebox';

/** One thing that can be configured: a flag of `tandem serve` and an environment variable. */
export interface OptionSpec {
  readonly schema: TSchema;
  /** Without `--`. */
  readonly flag: string;
  /** `<variable>_<REGION>` (US_EAST_1) wins over it; a secret may be in the file `<variable>_FILE`. */
  readonly variable: string;
  readonly kind: 'text' | 'integer' | 'boolean' | 'list';
  readonly default?: string | number | boolean;
  readonly optional?: true;
  readonly secret?: true;
  readonly describe: string;
  /** What the schema admits, in words, for errors and for the reference. */
  readonly allowed: string;
}

export const oneOf = <const T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values] });

/** A file that is read when it is needed; whether it can be read shows then. */
export const file = (flag: string, variable: string, describe: string) =>
  ({
    schema: Type.String({ minLength: 1 }),
    flag,
    variable,
    kind: 'text',
    optional: true,
    describe,
    allowed: 'a readable file',
  }) as const satisfies OptionSpec;

export const yesOrNo = (flag: string, variable: string, describe: string) =>
  ({
    schema: Type.Boolean(),
    flag,
    variable,
    kind: 'boolean',
    default: false,
    describe,
    allowed: 'true, false',
  }) as const satisfies OptionSpec;
