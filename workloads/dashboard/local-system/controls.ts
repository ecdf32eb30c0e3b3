import { TandemError } from '@tandem/core';
import type { Secrets } from '@tandem/stores';
import { request } from 'undici';

/** The processes around the regions of a local system that can be asked and told. */
export const CONTROL_NAMES = ['supervisor', 'edge', 'carrier', 'bank'] as const;
export type ControlName = (typeof CONTROL_NAMES)[number];

export interface Asked {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly timeoutMs?: number;
}

/** They are on this machine; a page waits for the answer. */
const PATIENCE_MS = 2_000;

/** The HTTP controls of a local system, which take the operator token. */
export class LocalControls {
  readonly #urls: Readonly<Partial<Record<ControlName, string>>>;
  readonly #secrets: Secrets;

  constructor(urls: Readonly<Partial<Record<ControlName, string>>>, secrets: Secrets) {
    this.#urls = urls;
    this.#secrets = secrets;
  }

  has(name: ControlName): boolean {
    return this.#urls[name] !== undefined;
  }

  /** The answer as JSON. Rejects with `local-refused` and the reason, or `unavailable`. */
  async ask(name: ControlName, path: string, asked: Asked = {}): Promise<unknown> {
    const url = this.#urls[name];
    if (url === undefined) throw refused(`This local system has no ${name}`);
    const { method = 'GET', body, timeoutMs = PATIENCE_MS } = asked;
    const token = (await this.#secrets.get('operator-token')).trim();
    const answer = await request(`${url}${path}`, {
      method,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new TandemError('unavailable', { reason: `The ${name} does not answer` }, error);
    });
    const value: unknown = await answer.body.json().catch(() => undefined);
    if (answer.statusCode < 300) return value;
    throw refused(detailOf(value) ?? `The ${name} answered HTTP ${answer.statusCode}`);
  }
}

function detailOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('detail' in value)) return undefined;
  return String(value.detail).replace(/\.$/, '');
}

function refused(reason: string): TandemError {
  return new TandemError('local-refused', { reason });
}
