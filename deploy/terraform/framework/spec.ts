import type { RowId } from '@tandem/topology';
import type { StackContext } from './context.ts';

/**
 * A stack: what is planned, reviewed and applied at once.
 * - `region`: made once for each region, named `<name>-<region>`, applied through that region alone
 * - `system`: made once; what it must reach from elsewhere goes through `context.providerIn(region)`
 */
export interface StackSpec {
  readonly name: string;
  readonly scope: 'region' | 'system';
  /** One sentence that the generated files and the reference page carry. */
  readonly purpose: string;
  /** The rows that this stack, by itself, is enough to look for. Each must come out on a resource. */
  readonly rows: readonly RowId[];
  /**
   * Where the state is: `remote` in the bucket of the stack's region, `local` for the stack that makes
   * that bucket.
   */
  readonly state: 'remote' | 'local';
  readonly build: (context: StackContext) => void;
}

/** What a value that passes between stacks is, in TypeScript and in Terraform. */
export const KINDS = {
  string: 'string',
  strings: 'list(string)',
  map: 'map(string)',
  number: 'number',
} as const;

export type Kind = keyof typeof KINDS;

/** What the plan of a stack must show, checked by `terraform test` with a mocked provider. */
export interface Expectation {
  readonly condition: string;
  readonly why: string;
}

/** A value as its taker sees it; the entry of a map is asked for by its key. */
export interface Taken {
  readonly string: string;
  readonly strings: string[];
  readonly map: (key: string) => string;
  readonly number: number;
}

/** Terraform's own interpolation around an expression in its own words. */
export const expression = (text: string): string => `\${${text}}`;

export class StackError extends Error {
  override readonly name = 'StackError';

  constructor(stack: string, message: string) {
    super(`stack ${stack}: ${message}`);
  }
}
