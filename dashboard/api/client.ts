import { Problem, problemOf, unreachable } from './problem.ts';
import type { Csrf } from './types.ts';

const BASE = '/dashboard/api/';
/** Longer than the edge takes to try the other region. */
const PATIENCE_MS = 25_000;

interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly csrf?: string;
  readonly signal?: AbortSignal;
}

/** The JSON of an answer. Rejects with a Problem whatever went wrong. */
async function ask<T>(path: string, { method = 'GET', body, csrf, signal }: Asked): Promise<T> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const init: RequestInit = {
    method,
    credentials: 'same-origin',
    cache: 'no-store',
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(csrf !== undefined && { 'x-csrf-token': csrf }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: signal ? AbortSignal.any([signal, patience]) : patience,
  };
  const response = await fetch(BASE + path, init).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as T;
  return (await response.json().catch(() => {
    throw new Problem('The answer broke off.', { status: 0, code: 'cut-off', retryable: true });
  })) as T;
}

export function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  return ask<T>(path, signal ? { signal } : {});
}

/** A question whose parameters must not stand in a URL. Changes nothing. */
export function question<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return ask<T>(path, { method: 'POST', body, ...(signal && { signal }) });
}

/** Changes something: a token for this one action is fetched first. */
export async function act<T>(path: string, body?: unknown): Promise<T> {
  const { token } = await ask<Csrf>('csrf', { method: 'POST' });
  return ask<T>(path, { method: 'POST', csrf: token, ...(body !== undefined && { body }) });
}

export function signIn<T>(token: string): Promise<T> {
  return ask<T>('session', { method: 'POST', body: { token } });
}

export function signOut(): Promise<void> {
  return ask<void>('session/end', { method: 'POST' });
}

/** Path segments and parameters come from outside. */
export function pathOf(
  strings: TemplateStringsArray,
  ...values: readonly (string | number)[]
): string {
  return String.raw({ raw: strings }, ...values.map((value) => encodeURIComponent(String(value))));
}
