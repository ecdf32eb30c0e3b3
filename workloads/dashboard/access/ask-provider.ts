import { TandemError } from '@tandem/core';
import { request } from 'undici';

/** A person waits for the page. */
const PATIENCE_MS = 5_000;

/** A form that is posted. */
export interface Asked {
  readonly method: 'POST';
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Status and JSON of an answer, `undefined` for what is none. Rejects with `unavailable`. */
export async function fetchJson(url: string, asked?: Asked) {
  try {
    const { statusCode, body } = await request(url, {
      ...asked,
      headersTimeout: PATIENCE_MS,
      bodyTimeout: PATIENCE_MS,
    });
    const value: unknown = await body.json().catch(() => undefined);
    return { status: statusCode, value };
  } catch (error) {
    throw unavailable('it does not answer', error);
  }
}

export function unavailable(reason: string, cause?: unknown): TandemError {
  const text = `The sign-in provider cannot be used: ${reason}`;
  return new TandemError('unavailable', { reason: text }, cause);
}

export function failed(reason: string): TandemError {
  return new TandemError('sign-in-failed', { reason });
}
