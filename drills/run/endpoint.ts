import type { Endpoint } from '@tandem/local';
import { request } from 'undici';
import type { FaultControl } from '../faults/index.ts';

const TIMEOUT_MS = 10_000;

/** An order to a part of the system that it refused or did not answer. */
export class OrderError extends Error {
  override readonly name = 'OrderError';
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** Asks a control API; resolves with its JSON, rejects with an OrderError. */
export async function ask(
  { url, token }: Endpoint,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  timeoutMs = TIMEOUT_MS,
): Promise<unknown> {
  const what = `${method} ${url}${path}`;
  const answer = await request(`${url}${path}`, {
    method,
    reset: true,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new OrderError(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  });
  const text = await answer.body.text();
  if (answer.statusCode < 300) return text === '' ? {} : JSON.parse(text);
  throw new OrderError(`${what} answered ${answer.statusCode}: ${text}`, answer.statusCode);
}

const NOT_FOUND = 404;

/** The faults of one process. Its control answers 404 for a fault that has healed by itself. */
export function faultControl(endpoint: Endpoint, timeoutMs = TIMEOUT_MS): FaultControl {
  return {
    async inject(fault, healAfterMs) {
      const order = { fault, ...(healAfterMs === undefined ? {} : { healAfterMs }) };
      const answer = await ask(endpoint, 'POST', '/faults', order, timeoutMs);
      return Number(Reflect.get(Object(answer), 'id'));
    },
    async heal(id) {
      const path = `/faults/${id}`;
      await ask(endpoint, 'DELETE', path, undefined, timeoutMs).catch((error: unknown) => {
        if (!(error instanceof OrderError && error.status === NOT_FOUND)) throw error;
      });
    },
  };
}
