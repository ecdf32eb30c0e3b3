import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Operation } from './operation.ts';
import { OPERATIONS, type OperationSpec } from './schema/catalogue.ts';

/** A line that is not an operation; `message` names the field, what is wrong, and what is allowed. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
}

interface Problem {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message: string;
  readonly params: object;
}

interface Check {
  accepts(value: unknown): boolean;
  problems(value: unknown): readonly Problem[];
}

const SPECS: ReadonlyMap<string, OperationSpec> = new Map(Object.entries(OPERATIONS));
const CHECKS = new Map<TSchema, Check>();

/** Parses one line. Throws an OperationError. */
export function parseLine(line: string): Operation {
  const parsed = json(line);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new OperationError('must be a JSON object');
  }
  const { time, process, type, f, value } = parsed as Record<string, unknown>;
  if (typeof time !== 'number' || !(time >= 0)) {
    throw new OperationError('time: must be Unix milliseconds');
  }
  if (typeof process !== 'string' || process === '') {
    throw new OperationError('process: must be the name of who recorded it');
  }
  checkValue(f, type, value);
  return parsed as Operation;
}

function checkValue(f: unknown, type: unknown, value: unknown): void {
  const spec = typeof f === 'string' ? SPECS.get(f) : undefined;
  if (!spec) throw new OperationError(`f: must be one of ${[...SPECS.keys()].join(', ')}`);
  const schema = typeof type === 'string' ? Reflect.get(spec.types, type) : undefined;
  if (!schema) {
    throw new OperationError(
      `type: of ${String(f)} must be one of ${Object.keys(spec.types).join(', ')}`,
    );
  }
  const check = checkOf(schema);
  if (!check.accepts(value)) throw new OperationError(`value${describe(check.problems(value)[0])}`);
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) throw new OperationError('is not whole JSON');
    throw error;
  }
}

function checkOf(schema: TSchema): Check {
  const known = CHECKS.get(schema);
  if (known) return known;
  const compiled = Compile(schema);
  const check: Check = {
    accepts: (value) => compiled.Check(value),
    problems: (value) => compiled.Errors(value),
  };
  CHECKS.set(schema, check);
  return check;
}

function describe(problem: Problem | undefined): string {
  if (!problem) return ': is not valid';
  const path = problem.instancePath.replaceAll('/', '.');
  const { keyword, params } = problem;
  if (keyword === 'enum') {
    const allowed: unknown = Reflect.get(params, 'allowedValues');
    return `${path}: must be one of ${Array.isArray(allowed) ? allowed.join(', ') : 'the known ones'}`;
  }
  if (keyword === 'required') {
    const missing: unknown = Reflect.get(params, 'requiredProperties');
    return `${path}: ${Array.isArray(missing) ? missing.join(', ') : 'a field'} is missing`;
  }
  return `${path}: ${problem.message}`;
}
