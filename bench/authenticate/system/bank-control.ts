import type { ClosedLoop, DriveResult, LocalSystem, OpenLoop } from '@tandem/local';
import { request } from 'undici';

type Load = OpenLoop | ClosedLoop;

interface DriveAnswer {
  readonly id: number;
  readonly state: 'running' | 'done' | 'failed';
  readonly result?: DriveResult;
  readonly error?: string;
}

const POLL_MS = 250;

/** The bank as its operator sees it: it drives the load in a process of its own, which is what is measured. */
export class BankControl {
  readonly #url: string;
  readonly #token: string;

  constructor({ ports, credentials }: Pick<LocalSystem, 'ports' | 'credentials'>) {
    this.#url = `http://127.0.0.1:${ports.bank}`;
    this.#token = credentials.operator.token;
  }

  /** Drives one load to its end. Rejects with the bank's reason when it cannot. */
  async drive(load: Load): Promise<DriveResult> {
    const { id } = await this.#call<DriveAnswer>('POST', '/drive', load);
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      const { drive } = await this.#call<{ drive: DriveAnswer | null }>('GET', '/status');
      if (drive?.id !== id) throw new Error(`the bank has forgotten the load ${id}`);
      if (drive.state === 'failed') throw new Error(`the bank: ${drive.error}`);
      if (drive.result) return drive.result;
    }
  }

  async #call<T>(method: 'GET' | 'POST', path: string, body?: Load): Promise<T> {
    const { statusCode, body: answer } = await request(`${this.#url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.text();
    if (statusCode >= 300) throw new Error(`the bank answered ${statusCode}: ${text}`);
    const parsed: T = JSON.parse(text);
    return parsed;
  }
}
