import { Ajv, type ErrorObject } from 'ajv';
import type { Static, TSchema } from 'typebox';

/** A value from outside that is not what it has to be; the message names the field and what is allowed. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
  readonly field: string;

  constructor(field: string, problem: string) {
    super(`${field}: ${problem}`);
    this.field = field;
  }
}

const ajv = new Ajv({ strict: false, allErrors: false, coerceTypes: false });

/**
 * A check of one boundary, compiled once: returns the value, typed, or throws an InvalidInputError. The
 * value itself is never in the message: it may be a secret.
 * @param what names the whole value, for errors at its root
 */
export function checker<S extends TSchema>(what: string, schema: S): (value: unknown) => Static<S> {
  const validate = ajv.compile(schema);
  return (value) => {
    if (validate(value)) return value as Static<S>;
    const [error] = validate.errors ?? [];
    throw error ? describe(what, error) : new InvalidInputError(what, 'is not valid');
  };
}

function describe(what: string, error: ErrorObject): InvalidInputError {
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  const field = path === '' ? what : `${what}.${path}`;
  const params: Record<string, unknown> = error.params;
  switch (error.keyword) {
    case 'enum':
      return new InvalidInputError(field, `must be one of ${String(params.allowedValues)}`);
    case 'const':
      return new InvalidInputError(field, `must be ${String(params.allowedValue)}`);
    case 'additionalProperties':
      return new InvalidInputError(`${field}.${String(params.additionalProperty)}`, 'is not known');
    default:
      return new InvalidInputError(field, error.message ?? 'is not valid');
  }
}
