import type { AppletServer } from '@tandem/applet';
import type { Cancel, Clock } from '@tandem/core';
import type { HealthView } from '@tandem/runtime';

export interface ListenerOptions {
  readonly server: AppletServer;
  readonly regionHealth: HealthView;
  readonly clock: Clock;
  readonly everyMs: number;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Keeps the applet port open exactly while the region is able to serve: the accelerator's TCP checks see
 * nothing else. Connections that exist are left alone.
 */
export class Listener {
  readonly #options: ListenerOptions;
  #cancel: Cancel | undefined;
  #failure: string | undefined;
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

  /** Rejects when the port cannot be opened at all; opens it for good as soon as the region is up. */
  async start(): Promise<void> {
    const { server } = this.#options;
    this.#port = (await server.listen()).port;
    if (!this.#options.regionHealth.report().up) server.stopListening();
    this.#scheduleCheck();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #scheduleCheck(): void {
    this.#cancel = this.#options.clock.schedule(this.#options.everyMs, () => void this.#check());
  }

  async #check(): Promise<void> {
    const { server, regionHealth, onFailure } = this.#options;
    const { up } = regionHealth.report();
    try {
      if (up) await server.listen();
      else server.stopListening();
      this.#failure = undefined;
    } catch (error) {
      this.#failure = 'the applet port cannot be opened';
      onFailure(error);
    }
    if (this.#cancel) this.#scheduleCheck();
  }
}
