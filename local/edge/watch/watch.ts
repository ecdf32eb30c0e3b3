import type { Cancel, Clock } from '@tandem/core';
import {
  type Health,
  newProbe,
  type ProbeEvent,
  type ProbeRules,
  type ProbeState,
  stepProbe,
  wakeAt,
} from '@tandem/health';

/** One probe: resolves with why it failed, or undefined when it passed. Never rejects. */
export type Prober = (signal: AbortSignal) => Promise<string | undefined>;

export interface HealthChange {
  /** Unix milliseconds. */
  readonly at: number;
  readonly from: Health;
  readonly to: Health;
  /** Of the latest probe, when it failed. */
  readonly reason?: string;
}

export interface WatchView {
  readonly health: Health;
  readonly passes: number;
  readonly failures: number;
  readonly probes: number;
  readonly lastCheckAt?: number;
  readonly lastReason?: string;
  /** The newest last. */
  readonly history: readonly HealthChange[];
}

export interface WatchOptions {
  readonly rules: ProbeRules;
  readonly probe: Prober;
  readonly clock: Clock;
  readonly onChange?: (change: HealthChange) => void;
}

const KEPT_CHANGES = 100;
const TIMED_OUT = 'no answer in time';

/** Drives the health machine of one target: real probes, the clock's time. */
export class Watch {
  readonly #options: WatchOptions;
  readonly #history: HealthChange[] = [];
  readonly #firstVerdict: Promise<void>;
  #verdict: () => void = () => undefined;
  #state: ProbeState;
  #cancel: Cancel | undefined;
  #abort: AbortController | undefined;
  #lastCheckAt: number | undefined;
  #lastReason: string | undefined;
  #stopped = true;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#state = newProbe(0);
    this.#firstVerdict = new Promise((resolve) => {
      this.#verdict = resolve;
    });
  }

  get health(): Health {
    return this.#state.health;
  }

  /** Checks at once, and then as the rules say. Resolves when the first check has ended. */
  start(): Promise<void> {
    this.#stopped = false;
    this.checkNow();
    return this.#firstVerdict;
  }

  /** The next check starts now, unless one is under way. */
  checkNow(): void {
    if (this.#stopped) return;
    this.#state = { ...this.#state, nextCheckAt: this.#options.clock.monotonic() };
    this.#step({ type: 'tick' });
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#abort?.abort();
    this.#verdict();
  }

  view(): WatchView {
    const { health, passes, failures, probe } = this.#state;
    return {
      health,
      passes,
      failures,
      probes: probe,
      ...(this.#lastCheckAt === undefined ? {} : { lastCheckAt: this.#lastCheckAt }),
      ...(this.#lastReason === undefined ? {} : { lastReason: this.#lastReason }),
      history: this.#history,
    };
  }

  #step(event: ProbeEvent, reason?: string): void {
    if (this.#stopped) return;
    const { rules, clock } = this.#options;
    const { state, send, checked, changed } = stepProbe(
      rules,
      this.#state,
      event,
      clock.monotonic(),
    );
    this.#state = state;
    if (checked !== undefined) {
      this.#abort?.abort();
      this.#lastCheckAt = clock.now();
      this.#lastReason = checked === 'pass' ? undefined : (reason ?? TIMED_OUT);
    }
    if (changed !== undefined) this.#changed(changed);
    if (send !== undefined) this.#send(send);
    this.#cancel?.();
    const wait = wakeAt(rules, state) - clock.monotonic();
    this.#cancel = clock.schedule(Math.max(0, wait), () => this.#step({ type: 'tick' }));
    if (checked !== undefined) this.#verdict();
  }

  #send(probe: number): void {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    void this.#options.probe(abort.signal).then((reason) => {
      if (abort.signal.aborted) return;
      const result = reason === undefined ? 'pass' : 'fail';
      this.#step({ type: 'ended', probe, result }, reason);
    });
  }

  #changed({ from, to }: { readonly from: Health; readonly to: Health }): void {
    const reason = this.#lastReason;
    const at = this.#options.clock.now();
    const change = { at, from, to, ...(reason === undefined ? {} : { reason }) };
    this.#history.push(change);
    if (this.#history.length > KEPT_CHANGES) this.#history.shift();
    this.#options.onChange?.(change);
  }
}
