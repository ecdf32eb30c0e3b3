import type { Problem } from './problem.ts';
import { RULES } from './rules/index.ts';
import { shapeOf } from './schema/validate.ts';

/**
 * Every problem of a topology; empty when it may be used. The rules compare fields with each other, so
 * they run only on what has the right shape.
 */
export function checkTopology(value: unknown): Problem[] {
  const shape = shapeOf(value);
  if ('problems' in shape) return [...shape.problems];
  return RULES.flatMap((rule) => [...rule(shape.topology)]);
}
