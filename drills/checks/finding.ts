import type { Check, CheckId, Validity } from './check.ts';
import { type Facts, NotToldError } from './facts/index.ts';

/** One offence. */
export interface Finding {
  /** requestId, transactionId or another name of the offender. */
  readonly operation: string;
  readonly problem: string;
  /** Where it shows, when it shows anywhere. */
  readonly line?: number;
  /** Something is missing: proves nothing in a recording that is not complete. */
  readonly absent?: true;
}

export interface Findings {
  readonly findings: readonly Finding[];
  /** What holds, with its figures, when nothing was found. */
  readonly holds: string;
  /** Why it cannot be said that it holds. */
  readonly doubt?: string | undefined;
}

export type Checker = (facts: Facts) => Findings;

const MAX_OPERATIONS = 100;

/**
 * Runs one checker. What was seen is an offence in any recording; what is missing is one only when the
 * recording is complete; and nothing holds in a recording that is not. A checker that fails says unknown.
 */
export function runChecker(id: CheckId, checker: Checker, facts: Facts): Check {
  try {
    return judge(id, checker(facts), facts.recording.incomplete);
  } catch (error) {
    return { id, valid: 'unknown', detail: failure(error), operations: [] };
  }
}

function judge(id: CheckId, found: Findings, incomplete: string | undefined): Check {
  const seen = found.findings.filter(({ absent }) => !absent);
  if (seen.length > 0) return offence(id, false, seen);
  if (found.findings.length > 0) {
    return incomplete === undefined
      ? offence(id, false, found.findings)
      : offence(id, 'unknown', found.findings, incomplete);
  }
  const doubt = incomplete ?? found.doubt;
  if (doubt !== undefined) return { id, valid: 'unknown', detail: doubt, operations: [] };
  return { id, valid: true, detail: found.holds, operations: [] };
}

function offence(
  id: CheckId,
  valid: Validity,
  findings: readonly Finding[],
  doubt?: string,
): Check {
  const [first] = findings;
  const where = first?.line === undefined ? '' : ` (line ${first.line})`;
  const more = findings.length > 1 ? `; and ${findings.length - 1} more` : '';
  const prefix = doubt === undefined ? '' : `${doubt}; `;
  const detail = `${prefix}${first?.operation}: ${first?.problem}${where}${more}`;
  const operations = [...new Set(findings.map(({ operation }) => operation))];
  return { id, valid, detail, operations: operations.slice(0, MAX_OPERATIONS) };
}

function failure(error: unknown): string {
  if (error instanceof NotToldError) return error.message;
  return `the checker failed: ${error instanceof Error ? error.message : String(error)}`;
}

/** `1 transaction`, `2 transactions`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
