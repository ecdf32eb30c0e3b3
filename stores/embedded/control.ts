import { EngineClient } from './wire/engine-client.ts';
import type { Arrival, Service } from './wire/engine-server.ts';
import { FrameError } from './wire/frames.ts';
import type { Request } from './wire/protocol.ts';

const SET_FAULTS = 1;

interface ControlRequest<F> {
  readonly id: number;
  readonly faults: F;
}

/** Lets a drill make an engine misbehave as the real service does under stress. */
export class ControlService<F> implements Service<ControlRequest<F>> {
  readonly #isFaults: (value: unknown) => value is F;
  readonly #apply: (faults: F) => void;

  constructor(isFaults: (value: unknown) => value is F, apply: (faults: F) => void) {
    this.#isFaults = isFaults;
    this.#apply = apply;
  }

  parse([id, operation, faults]: Request): ControlRequest<F> {
    if (operation === SET_FAULTS && this.#isFaults(faults)) return { id, faults };
    throw new FrameError('malformed control request');
  }

  execute(arrivals: readonly Arrival<ControlRequest<F>>[]): void {
    for (const { connection, request } of arrivals) {
      this.#apply(request.faults);
      connection.answer(request.id, true);
    }
  }
}

/** Resolves when the engine has taken them over; rejects with StoreError `unavailable`. */
export async function sendFaults(socketPath: string, faults: object): Promise<void> {
  const client = new EngineClient({ socketPath, service: 'control', title: 'engine control' });
  try {
    await client.call(SET_FAULTS, [faults]);
  } finally {
    client.close();
  }
}
