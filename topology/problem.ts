import { inspect } from 'node:util';

/** One thing wrong with a topology. */
export interface Problem {
  /** Where, as it would be written in code: `edge.accelerator.endpointGroups[1].dialPercent`. */
  readonly path: string;
  readonly value: unknown;
  /** What is wrong and how to put it right. */
  readonly message: string;
  readonly allowed?: readonly (string | number | boolean)[];
}

export function describeProblem(problem: Problem): string {
  const value = problem.value === undefined ? '' : ` = ${shown(problem.value)}`;
  const allowed = problem.allowed === undefined ? '' : ` (allowed: ${problem.allowed.join(', ')})`;
  return `${problem.path}${value}: ${problem.message}${allowed}`;
}

/** Anything at all may stand where a figure should: a cycle, a bigint, a megabyte. */
function shown(value: unknown): string {
  return typeof value === 'string' && value.length <= 80
    ? JSON.stringify(value)
    : inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: 80, maxArrayLength: 8 });
}

/** A topology that cannot be used; carries every problem found, not the first alone. */
export class TopologyError extends Error {
  override readonly name = 'TopologyError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(describeProblem).join('\n'));
    this.problems = problems;
  }
}
