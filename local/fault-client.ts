import type { ActiveFault, Fault } from '@tandem/core';
import { request } from 'undici';

/** A control API that refused, or did not answer as one. */
export class FaultClientError extends Error {
  override readonly name = 'FaultClientError';
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;

  constructor(status: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

export interface FaultClientOptions {
  /** Origin of a control API: of the edge, the carrier, the bank or an engine. */
  readonly url: string;
  /** The operator token. */
  readonly token: string;
}

const TIMEOUT_MS = 5_000;

/** Makes one party of the local system misbehave, and stop misbehaving. All rejections are FaultClientError. */
export class FaultClient<F extends Fault> {
  readonly #options: FaultClientOptions;

  constructor(options: FaultClientOptions) {
    this.#options = options;
  }

  /** Resolves once the fault is in force. @param healAfterMs heals by itself then; otherwise only when told */
  async inject(fault: F, healAfterMs?: number): Promise<ActiveFault<F>> {
    const order = { fault, ...(healAfterMs === undefined ? {} : { healAfterMs }) };
    const active: unknown = await this.#call('POST', '/faults', order);
    if (isActive<F>(active)) return active;
    throw new FaultClientError(0, `${this.#options.url} did not say which fault is in force`);
  }

  /** False when it had healed already. */
  async heal(id: number): Promise<boolean> {
    try {
      await this.#call('DELETE', `/faults/${id}`);
      return true;
    } catch (error) {
      if (error instanceof FaultClientError && error.status === 404) return false;
      throw error;
    }
  }

  async healAll(): Promise<void> {
    await this.#call('DELETE', '/faults');
  }

  async list(): Promise<readonly ActiveFault<F>[]> {
    const body: unknown = await this.#call('GET', '/faults');
    const faults: unknown =
      typeof body === 'object' && body !== null && 'faults' in body && body.faults;
    return Array.isArray(faults) ? faults.filter((active) => isActive<F>(active)) : [];
  }

  async #call(method: 'GET' | 'POST' | 'DELETE', path: string, order?: object): Promise<unknown> {
    const { url } = this.#options;
    const { statusCode, text } = await this.#send(method, path, order);
    if (statusCode < 300) return JSON.parse(text);
    throw new FaultClientError(
      statusCode,
      `${method} ${url}${path}: ${detailOf(statusCode, text)}`,
    );
  }

  async #send(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    order: object | undefined,
  ): Promise<{ readonly statusCode: number; readonly text: string }> {
    const { url, token } = this.#options;
    try {
      const { statusCode, body } = await request(new URL(path, url), {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(order === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: order === undefined ? null : JSON.stringify(order),
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
      });
      return { statusCode, text: await body.text() };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new FaultClientError(0, `${method} ${url}${path}: ${reason}`, error);
    }
  }
}

function isActive<F extends Fault>(value: unknown): value is ActiveFault<F> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'number' &&
    'fault' in value
  );
}

function detailOf(status: number, text: string): string {
  try {
    const problem: unknown = JSON.parse(text);
    if (typeof problem === 'object' && problem !== null && 'detail' in problem) {
      return `HTTP ${status}, ${String(problem.detail)}`;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return `HTTP ${status}`;
}
