import { type TSchema, Type } from 'typebox';

export const oneOf = <const T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values] });
export const time = () => Type.Integer({ description: 'Unix milliseconds.' });
export const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
export const closed = { additionalProperties: false } as const;

/** Names of regions, customers and drills. */
export const NAME_PATTERN = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';
export const name = () => Type.String({ pattern: NAME_PATTERN });

/** Why a person does something: kept in the audit log. */
export const reason = () => Type.String({ minLength: 3, maxLength: 200 });
