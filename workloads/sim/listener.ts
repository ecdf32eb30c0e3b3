import type { AppletServer } from '@tandem/applet';
import type { Cancel, Clock } from '@tandem/core';
import type { HealthView } from '@tandem/runtime';

export interface ListenerOptions {
  readonly server: Pick<AppletServer, 'listen' | 'stopListening' | 'endConnections'>;
  readonly regionHealth: Pick<HealthView, 'report' | 'onChange'>;
  readonly clock: Clock;
  /** Pause before a port that could not be opened is tried again. */
  readonly retryMs: number;
  /** How long a connection may go on with an exchange that has begun, once the region is unable. */
  readonly graceMs: number;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Keeps the applet port open exactly while the region is able to serve: the accelerator's TCP checks see
 * nothing else. It never moves connections either, so those that exist are ended in an orderly way: their
 * applets connect anew, and are served elsewhere.
 */
export class Listener {
  readonly #options: ListenerOptions;
  #cancelRetry: Cancel = () => undefined;
  #unsubscribe: () => void = () => undefined;
  #failure: string | undefined;
  #stopped = false;
  #port: number | undefined;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  /** The port that was asked for, or given for 0. */
  get port(): number | undefined {
    return this.#port;
  }

  /** Why the port cannot be opened, while that is so. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Rejects when the port cannot be opened at all; from then on it follows the region's health. */
  async start(): Promise<void> {
    const { server, regionHealth } = this.#options;
    this.#port = (await server.listen()).port;
    this.#unsubscribe = regionHealth.onChange(() => void this.#follow());
    if (!regionHealth.report().up) this.#leave();
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
    this.#cancelRetry();
  }

  #leave(): void {
    const { server, graceMs } = this.#options;
    server.stopListening();
    server.endConnections(graceMs);
  }

  async #follow(): Promise<void> {
    const { server, regionHealth, clock, retryMs, onFailure } = this.#options;
    this.#cancelRetry();
    try {
      if (regionHealth.report().up) await server.listen();
      this.#failure = undefined;
      // While the port was being opened the region may have become unable, or have been stopped.
      if (this.#stopped) server.stopListening();
      else if (!regionHealth.report().up) this.#leave();
    } catch (error) {
      if (this.#stopped) return;
      this.#failure = 'the applet port cannot be opened';
      this.#cancelRetry = clock.schedule(retryMs, () => void this.#follow());
      onFailure(error);
    }
  }
}
