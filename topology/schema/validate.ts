import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { Check } from 'typebox/schema';
import type { Problem } from '../problem.ts';
import { type TopologyDraft, TopologySchema } from './topology.ts';

const UNKNOWN_FIELD = 'is not a field of the topology';

let compiled: ValidateFunction | undefined;

function validator(): ValidateFunction {
  if (compiled === undefined) {
    const ajv = new Ajv({ allErrors: true, verbose: true });
    ajv.addKeyword({ keyword: 'x-scale', schemaType: 'string' });
    ajv.addKeyword({ keyword: 'x-floor', schemaType: 'number' });
    compiled = ajv.compile(TopologySchema);
  }
  return compiled;
}

/** `/regions/0/zones` to `regions[0].zones`. */
function pathOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
}

function knownFields(error: ErrorObject): string[] {
  const properties = fieldOf(error.parentSchema, 'properties');
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;
}

function problemOf(error: ErrorObject): Problem {
  const path = pathOf(error.instancePath);
  const inside = (field: string) => (path === '' ? field : `${path}.${field}`);
  switch (error.keyword) {
    case 'required':
      return {
        path: inside(error.params.missingProperty),
        value: undefined,
        message: 'is missing',
      };
    case 'additionalProperties': {
      const field: string = error.params.additionalProperty;
      return {
        path: inside(field),
        value: fieldOf(error.data, field),
        message: UNKNOWN_FIELD,
        allowed: knownFields(error),
      };
    }
    case 'enum':
      if (error.propertyName !== undefined) {
        return {
          path: inside(error.propertyName),
          value: fieldOf(error.data, error.propertyName),
          message: UNKNOWN_FIELD,
          allowed: error.params.allowedValues,
        };
      }
      return {
        path,
        value: error.data,
        message: 'is not one of the allowed values',
        allowed: error.params.allowedValues,
      };
    case 'type':
      return { path, value: error.data, message: `must be of type ${error.params.type}` };
    default:
      return { path, value: error.data, message: error.message ?? `fails "${error.keyword}"` };
  }
}

export type Shape =
  | { readonly topology: TopologyDraft }
  | { readonly problems: readonly Problem[] };

/**
 * The value as a topology when it has the shape of one, else every place where it has not. The schema is
 * interpreted first, in 15 ms: every process checks its topology once at start, and Ajv needs 250 ms to
 * compile a schema of this size. Ajv only explains what is wrong; a test holds the two to one verdict.
 */
export function shapeOf(value: unknown): Shape {
  if (hasShape(value)) return { topology: value };
  return { problems: explain(value) };
}

export function hasShape(value: unknown): value is TopologyDraft {
  return Check(TopologySchema, value);
}

export function explain(value: unknown): Problem[] {
  const validate = validator();
  validate(value);
  // `propertyNames` repeats what its own enum has already said, with the allowed names.
  const errors = (validate.errors ?? []).filter((error) => error.keyword !== 'propertyNames');
  return errors.map(problemOf);
}
