import { MAX_PORT_BASE, MIN_PORT_BASE } from '@tandem/topology';
import { InvalidArgumentError, Option } from 'commander';
import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';

/** A flag with a value: how it is written, what it admits (as a schema and in words), its default. */
export interface FlagSpec {
  readonly flags: string;
  readonly schema: TSchema;
  readonly describe: string;
  readonly allowed: string;
  readonly default?: string | number;
}

const NUMBER = /^-?[0-9]{1,15}(\.[0-9]+)?$/;

/** A commander option whose value is checked by its schema before the command runs. */
export function flag(spec: FlagSpec): Option {
  const option = new Option(spec.flags, `${spec.describe} (${spec.allowed})`);
  option.argParser((text: string) => {
    // Value.Convert would cut 1.5 down to an integer.
    const value = NUMBER.test(text) && !Value.Check(spec.schema, text) ? Number(text) : text;
    if (!Value.Check(spec.schema, value))
      throw new InvalidArgumentError(`Allowed: ${spec.allowed}.`);
    return value;
  });
  return spec.default === undefined ? option : option.default(spec.default);
}

export const integer = (flags: string, min: number, max: number, describe: string): FlagSpec => ({
  flags,
  schema: Type.Integer({ minimum: min, maximum: max }),
  describe,
  allowed: `a whole number from ${min} to ${max}`,
});

export const number = (flags: string, min: number, max: number, describe: string): FlagSpec => ({
  flags,
  schema: Type.Number({ minimum: min, maximum: max }),
  describe,
  allowed: `a number from ${min} to ${max}`,
});

export const text = (flags: string, describe: string, allowed: string, pattern = '^[^\\0]+$') =>
  ({ flags, schema: Type.String({ pattern }), describe, allowed }) satisfies FlagSpec;

export const choice = (flags: string, values: readonly string[], describe: string): FlagSpec => ({
  flags,
  schema: Type.Unsafe<string>({ type: 'string', enum: [...values] }),
  describe,
  allowed: values.join(', '),
});

/** The port of the API; the bases at which every port of the system is still a port. */
export const portBase = () =>
  flag(
    integer(
      '--port-base <n>',
      MIN_PORT_BASE,
      MAX_PORT_BASE,
      'port of the API; every other port shifts with it',
    ),
  );

export const dataDir = () =>
  flag(text('--data <dir>', 'directory of the running system', 'a directory'));

/** Where `up` keeps its data, and where the other commands look for it. */
export const DEFAULT_DATA_DIR = '.tandem';
