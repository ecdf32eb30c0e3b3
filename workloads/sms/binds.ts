import type { Cancel, Clock } from '@tandem/core';
import type { Esme } from '@tandem/smpp';

/** One bind and the requests that were given to it and have not ended. */
export interface Bind {
  readonly name: string;
  readonly esme: Pick<Esme, 'state' | 'submit'>;
  taken: number;
  /** While the SMSC throttles it, by the monotonic clock: what is not claimed yet goes elsewhere or waits. */
  pausedUntil: number;
}

export interface BindsOptions {
  readonly clock: Clock;
  /** Requests that one bind may have under way. */
  readonly window: number;
}

interface Waiting {
  readonly deadline: number;
  readonly resolve: (bind: Bind | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** How often those whose deadline passed in the queue are let go. */
const SWEEP_MS = 250;

/**
 * The binds of this process. A wake-up takes a place in the window of the bind that has most room; when
 * all are full it waits in line, which holds up the consumption of the event log behind it.
 */
export class Binds {
  readonly #options: BindsOptions;
  readonly #binds: Bind[] = [];
  readonly #line: Waiting[] = [];
  #cancelSweep: Cancel | undefined;
  #stopped = false;

  constructor(options: BindsOptions) {
    this.#options = options;
  }

  add(bind: Bind): void {
    this.#binds.push(bind);
  }

  get all(): readonly Bind[] {
    return this.#binds;
  }

  get bound(): number {
    return this.#binds.filter(({ esme }) => esme.state === 'bound').length;
  }

  get waiting(): number {
    return this.#line.length;
  }

  /**
   * A place on a bind, to be given back by `release`; `undefined` when there was none until `deadline`
   * (Unix milliseconds). Rejects once the line is closed: the event must be handed over again elsewhere.
   */
  reserve(deadline: number): Bind | undefined | Promise<Bind | undefined> {
    if (this.#stopped) return Promise.reject(closed());
    const bind = this.#line.length === 0 ? this.#roomiest() : undefined;
    if (bind) {
      bind.taken += 1;
      return bind;
    }
    return new Promise((resolve, reject) => {
      this.#line.push({ deadline, resolve, reject });
      this.#cancelSweep ??= this.#options.clock.schedule(SWEEP_MS, this.#sweep);
    });
  }

  release(bind: Bind): void {
    bind.taken -= 1;
    this.serve();
  }

  /** Gives free places to those in line: after a place came back, or a bind was made. */
  serve(): void {
    while (this.#line.length > 0) {
      const bind = this.#roomiest();
      const next = bind && this.#line.shift();
      if (!next) return;
      bind.taken += 1;
      next.resolve(bind);
    }
  }

  /** The SMSC throttles this bind. */
  pause(bind: Bind, pauseMs: number): void {
    const { clock } = this.#options;
    bind.pausedUntil = clock.monotonic() + pauseMs;
    clock.schedule(pauseMs, () => this.serve());
  }

  /** Why a wake-up that waits has no place. */
  get obstacle(): 'unbound' | 'throttled' | 'full' {
    const bound = this.#binds.filter(({ esme }) => esme.state === 'bound');
    if (bound.length === 0) return 'unbound';
    return bound.every((bind) => this.isPaused(bind)) ? 'throttled' : 'full';
  }

  isPaused({ pausedUntil }: Bind): boolean {
    return pausedUntil > this.#options.clock.monotonic();
  }

  /** From now on nobody waits. */
  stop(): void {
    this.#stopped = true;
    this.#cancelSweep?.();
    for (const { reject } of this.#line.splice(0)) reject(closed());
  }

  #roomiest(): Bind | undefined {
    const { clock, window } = this.#options;
    const now = clock.monotonic();
    let best: Bind | undefined;
    for (const bind of this.#binds) {
      if (bind.esme.state !== 'bound' || bind.taken >= window || bind.pausedUntil > now) continue;
      if (!best || bind.taken < best.taken) best = bind;
    }
    return best;
  }

  readonly #sweep = (): void => {
    const { clock } = this.#options;
    const now = clock.now();
    const left: Waiting[] = [];
    for (const waiting of this.#line.splice(0)) {
      if (waiting.deadline <= now) waiting.resolve(undefined);
      else left.push(waiting);
    }
    this.#line.push(...left);
    this.#cancelSweep = left.length > 0 ? clock.schedule(SWEEP_MS, this.#sweep) : undefined;
  };
}

function closed(): Error {
  return new Error('sms is draining');
}
