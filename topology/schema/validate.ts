import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Problem } from '../problem.ts';
import { type TopologyDraft, TopologySchema } from './topology.ts';

const UNKNOWN_FIELD = 'is not a field of the topology';

let compiled: ValidateFunction<TopologyDraft> | undefined;

function validator(): ValidateFunction<TopologyDraft> {
  if (compiled === undefined) {
    const ajv = new Ajv({ allErrors: true, verbose: true });
    ajv.addKeyword({ keyword: 'x-scale', schemaType: 'string' });
    ajv.addKeyword({ keyword: 'x-floor', schemaType: 'number' });
    compiled = ajv.compile<TopologyDraft>(TopologySchema);
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

/** The value as a topology when it has the shape of one, else every place where it has not. */
export function shapeOf(value: unknown): Shape {
  const validate = validator();
  if (validate(value)) return { topology: value };
  // `propertyNames` repeats what its own enum has already said, with the allowed names.
  const errors = (validate.errors ?? []).filter((error) => error.keyword !== 'propertyNames');
  return { problems: errors.map(problemOf) };
}
