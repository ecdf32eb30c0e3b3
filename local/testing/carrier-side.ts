import { request } from 'undici';
import { vi } from 'vitest';
import type { CarrierFault } from '../carrier/carrier-faults.ts';
import type { Endpoint } from '../up/endpoints.ts';

/** What is used of GET /status of the carrier. */
interface CarrierStatus {
  readonly binds: readonly unknown[];
  readonly submits: { readonly accepted: number; readonly throttled: number };
}

/** A crowded machine takes its time for everything. */
const PATIENCE = { timeout: 20_000, interval: 50 };

/** The simulated operator of a running system, as whoever breaks it on purpose has it. */
export class CarrierSide {
  readonly #control: Endpoint;

  constructor(control: Endpoint) {
    this.#control = control;
  }

  /** Beside what is broken already. */
  async fail(...faults: readonly CarrierFault[]): Promise<void> {
    for (const fault of faults) await this.#ask('POST', '/faults', { fault });
  }

  async heal(): Promise<void> {
    await this.#ask('DELETE', '/faults');
  }

  async status(): Promise<CarrierStatus> {
    return (await this.#ask('GET', '/status')) as CarrierStatus;
  }

  async until(isSo: (status: CarrierStatus) => boolean): Promise<void> {
    await vi.waitFor(async () => {
      const status = await this.status();
      if (!isSo(status)) throw new Error(`the carrier is not so yet: ${JSON.stringify(status)}`);
    }, PATIENCE);
  }

  /** Answers the next popup of a persona's first phone in its place, with the fields of frame 3221. */
  async answerByHand(persona: string, status: string, text: string): Promise<void> {
    const phone = `/phones/${persona}`;
    await vi.waitFor(async () => {
      const { popup } = (await this.#ask('GET', phone)) as {
        popup: { notificationId: string } | null;
      };
      if (!popup) throw new Error(`the phone of ${persona} shows nothing yet`);
      const { notificationId } = popup;
      await this.#ask('POST', `${phone}/answer`, { notificationId, status, text });
    }, PATIENCE);
  }

  async holdPhone(persona: string): Promise<void> {
    await this.#ask('POST', `/phones/${persona}/hold`, { forMs: 60_000 });
  }

  async #ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
    const { url, token } = this.#control;
    const answer = await request(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const value = await answer.body.json();
    if (answer.statusCode < 300) return value;
    throw new Error(`${method} ${path}: ${answer.statusCode} ${JSON.stringify(value)}`);
  }
}
