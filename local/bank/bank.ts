import { createServer } from 'node:http';
import { type Clock, delay, systemClock } from '@tandem/core';
import type { FastifyInstance } from 'fastify';
import { addFaultRoutes, createControl } from '../control-server.ts';
import type { Recorder } from '../history/index.ts';
import { portOf } from '../listen.ts';
import { addAskRoute } from './ask-once.ts';
import { CallbackFaultSchema } from './callback-faults.ts';
import { CallbackReceiver } from './callback-receiver.ts';
import { BankClient } from './client.ts';
import { addBankRoutes, type Drives, newDrives } from './control.ts';
import { type BankOptions, type BankSettings, bankSettings } from './options.ts';

export interface BankDependencies {
  readonly clock?: Clock;
  readonly record?: Recorder;
}

/** How long a load that runs may go on to hear of its outcomes when the bank stops. */
export const STOP_MS = 3_000;

const CALLBACK_PATH = '/callbacks';

/** A customer in one process, on one port: its endpoint for outcomes, and the control of its load. */
export class Bank {
  readonly receiver: CallbackReceiver;
  readonly drives: Drives;
  readonly #settings: BankSettings;
  readonly #clock: Clock;
  readonly #app: FastifyInstance;
  #client: BankClient | undefined;

  /** Throws InvalidInputError. */
  constructor(options: BankOptions, { clock = systemClock, record }: BankDependencies = {}) {
    const settings = bankSettings(options);
    const { signingSecret } = settings.credentials;
    const hook = record === undefined ? {} : { record };
    this.#settings = settings;
    this.#clock = clock;
    this.receiver = new CallbackReceiver({ signingSecret, clock, seed: settings.seed, ...hook });
    this.drives = newDrives(() => ({
      client: this.client,
      receiver: this.receiver,
      clock,
      ...hook,
    }));
    this.#app = createControl({
      operatorToken: settings.operatorToken,
      // Callbacks bypass the framework: they come by the thousand and carry their own signature.
      serverFactory: (control) =>
        createServer((request, response) => {
          if (request.url?.startsWith(CALLBACK_PATH)) this.receiver.handle(request, response);
          else control(request, response);
        }),
    });
    addBankRoutes(this.#app, this.receiver, this.drives, clock);
    addAskRoute(this.#app, () => this.client, clock.now);
    addFaultRoutes(this.#app, this.receiver.faults, CallbackFaultSchema);
  }

  /** Only after `start`: it has to know where callbacks go. */
  get client(): BankClient {
    if (!this.#client) throw new Error('the bank has not started');
    return this.#client;
  }

  /** Resolves with the port; rejects when it is in use. */
  async start(): Promise<number> {
    const { host, port, apiUrl, credentials, seed, timeoutMs, connections } = this.#settings;
    await this.#app.listen({ host, port });
    const bound = portOf(this.#app.server);
    this.#client = new BankClient({
      url: apiUrl,
      credentials,
      callbackUrl: `http://${host}:${bound}${CALLBACK_PATH}`,
      seed,
      timeoutMs,
      connections,
      clock: this.#clock,
    });
    return bound;
  }

  /** Ends the load, and listens no more. */
  async stop(): Promise<void> {
    await Promise.race([this.drives.stop(), delay(this.#clock, STOP_MS)]);
    await this.receiver.close();
    await this.#app.close();
    await this.#client?.close();
  }
}
