import type { ProblemDocument } from './types.ts';

/** A refusal or a failure in words to show. `retryable`: asking again may help. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly retryable: boolean;

  constructor(message: string, options: { status: number; code: string; retryable: boolean }) {
    super(message);
    this.status = options.status;
    this.code = options.code;
    this.retryable = options.retryable;
  }
}

/** No answer at all: the edge or this machine's network. */
export function unreachable(): Problem {
  const text = 'Nothing answers. The edge may be moving traffic to the other region.';
  return new Problem(text, { status: 0, code: 'unreachable', retryable: true });
}

/** From an answer that is not 2xx; its body may be a problem document, or what a proxy made up. */
export async function problemOf(response: Response): Promise<Problem> {
  const { status } = response;
  const body: unknown = await response.json().catch(() => undefined);
  if (isProblem(body)) return new Problem(body.detail, { ...body, status });
  const text = `The server answered ${status} without a reason.`;
  return new Problem(text, { status, code: 'unknown', retryable: status >= 500 });
}

function isProblem(body: unknown): body is ProblemDocument {
  if (typeof body !== 'object' || body === null) return false;
  const { detail, code, retryable } = body as Partial<ProblemDocument>;
  return typeof detail === 'string' && typeof code === 'string' && typeof retryable !== 'string';
}

/** Words for anything that was thrown. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
