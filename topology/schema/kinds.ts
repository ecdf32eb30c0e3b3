import { type Static, type TSchema, Type } from 'typebox';
import { ROW_IDS } from '../rows.ts';

/** A busy machine of two cores misses shorter time-outs without any fault. */
export const FAST_TIMEOUT_FLOOR_MS = 500;
/** A handset needs this long for its popup, and the path for its wake-up, on such a machine. */
const FAST_PERSON_FLOOR_SECONDS = 3;

/**
 * How the `fast` profile treats a time, as a keyword of the schema, so that the rule stands beside the
 * field it is about:
 * - `duration`: divided, not below its `x-floor` (default 1 ms)
 * - `timeout`: divided, not below its `x-floor`, which is FAST_TIMEOUT_FLOOR_MS or more
 * - `person`: whole seconds that a person or a handset needs; divided, not below 3
 * - `fixed`: part of a contract with others, the same in every profile
 */
export type Scale = 'duration' | 'timeout' | 'person' | 'fixed';

export const durationMs = (floor = 1) =>
  Type.Integer({ minimum: 0, 'x-scale': 'duration', 'x-floor': floor });
export const timeoutMs = (floor = FAST_TIMEOUT_FLOOR_MS) =>
  Type.Integer({ minimum: 1, 'x-scale': 'timeout', 'x-floor': floor });
export const personSeconds = () =>
  Type.Integer({ 'x-scale': 'person', 'x-floor': FAST_PERSON_FLOOR_SECONDS });
export const fixedMs = () => Type.Integer({ minimum: 0, 'x-scale': 'fixed' });
export const fixedSeconds = () => Type.Integer({ minimum: 0, 'x-scale': 'fixed' });

export const count = (minimum = 0) => Type.Integer({ minimum });
export const name = () => Type.String({ minLength: 1 });
export const port = () => Type.Integer({ minimum: 1, maximum: 65_535 });
export const cidr = () => Type.String({ pattern: '^\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}$' });
export const list = <T extends TSchema>(item: T, minItems = 0) => Type.Array(item, { minItems });
export const oneOf = <const T extends string>(...values: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values] });

/** An object of which no field may be missing and none may be unknown. */
export const record = <T extends Record<string, TSchema>>(fields: T) =>
  Type.Object(fields, { additionalProperties: false });

/**
 * The same shape under each of the given keys, all of them present. One subschema for all: the validator
 * compiles it once, which halves the start-up cost of the check.
 */
export const keyed = <const K extends string, T extends TSchema>(keys: readonly K[], item: T) =>
  Type.Unsafe<{ [P in K]: Static<T> }>({
    type: 'object',
    required: [...keys],
    propertyNames: { enum: [...keys] },
    additionalProperties: item,
  });

export const portRange = () => record({ from: port(), to: port() });

/** The rows of the system description that an element implements. */
export const rows = () => list(oneOf(...ROW_IDS), 1);
/** For an element that no row asks for: why we have it. */
export const ours = () => Type.String({ minLength: 1 });
