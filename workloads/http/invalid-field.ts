import { TandemError } from '@tandem/core';
import type { FastifyError, FastifySchemaValidationError } from 'fastify';

/** A field's name as the caller may have made it up: repeated only when it looks like one. */
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,39}$/;

/** Which field, what was wrong and what is allowed; never the value that was sent. */
export function describeInvalid(error: FastifyError): TandemError {
  const [first] = error.validation ?? [];
  const part = error.validationContext ?? 'body';
  if (!first) return new TandemError('invalid-request', { field: part, reason: 'is not valid' });
  const field = fieldOf(first, part);
  if (field === 'msisdn') return new TandemError('invalid-msisdn');
  return new TandemError('invalid-request', { field, reason: reasonOf(first) });
}

function fieldOf({ instancePath, keyword, params }: FastifySchemaValidationError, part: string) {
  const path = instancePath.split('/').filter((step) => step !== '');
  if (keyword === 'required') path.push(String(params.missingProperty));
  if (keyword === 'additionalProperties') {
    const name = String(params.additionalProperty);
    path.push(PLAIN_NAME.test(name) ? name : '(a field)');
  }
  return path.length === 0 ? `the ${part}` : path.join('.');
}

function reasonOf({ keyword, params, message }: FastifySchemaValidationError): string {
  switch (keyword) {
    case 'required':
      return 'is required';
    case 'additionalProperties':
      return 'is not a field of this request';
    case 'enum':
      return `must be one of ${allowedValues(params.allowedValues)}`;
    default:
      return message ?? 'is not valid';
  }
}

function allowedValues(values: unknown): string {
  return Array.isArray(values) ? values.join(', ') : 'the documented values';
}
