import type { Cancel, Clock } from '@tandem/core';
import type { Standing } from '../regions/board.ts';
import type { HysteresisRule } from './hysteresis.ts';
import { type HealthProbe, ProbeWatch } from './probe.ts';
import { judge, type Verdict } from './verdict.ts';

export interface RegionHealthOptions {
  readonly clock: Clock;
  readonly rule: HysteresisRule;
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** A process that did not run for this long (monotonic ms) was away; default: never. */
  readonly awayAfterMs?: number;
  /** How the region stands among the others; without it this process alone decides. */
  readonly standing?: () => Standing | undefined;
  /** How long a start waits for what is merely useful when no other region would serve better. */
  readonly patienceMs?: number;
  readonly onAway?: (ms: number) => void;
}

export interface RegionReport {
  readonly up: boolean;
  readonly reasons: readonly string[];
}

/** What GET /health answers. UP is exactly `{"status":"UP"}`: the edge compares the body. */
export interface HealthAnswer {
  readonly status: 200 | 503;
  readonly body: string;
}

/** Between two rounds until the first UP: a start is not kept waiting for the next regular one. */
const STARTING_EVERY_MS = 50;

const UP: HealthAnswer = { status: 200, body: '{"status":"UP"}' };

/** What the workloads see of it: whether this process may be given work now. */
export interface HealthView {
  report(): RegionReport;
  answer(): HealthAnswer;
  /** Calls `listener` at every change between UP and DOWN, until the returned function is called. */
  onChange(listener: (report: RegionReport) => void): () => void;
}

/**
 * Asks every probe each `everyMs` and remembers the answers, so that /health costs nothing and says the
 * same to everyone who asks at the same time. DOWN until everything that counts has shown itself up.
 */
export class RegionHealth implements HealthView {
  readonly #watches: readonly ProbeWatch[];
  readonly #options: RegionHealthOptions;
  readonly #listeners = new Set<(report: RegionReport) => void>();
  #cancel: Cancel | undefined;
  #settled = false;
  #unsettledSince: number;
  #lastRoundAt: number | undefined;
  #awayReason: string | undefined;
  #trustedAfterRound = 0;
  #draining = false;
  #answer: HealthAnswer = UP;
  #verdict: Verdict = { up: false, reasons: ['starting'], able: false };

  constructor(probes: readonly HealthProbe[], options: RegionHealthOptions) {
    this.#options = options;
    this.#unsettledSince = options.clock.monotonic();
    this.#watches = probes.map((probe) => new ProbeWatch(probe, options));
    this.reconsider();
  }

  report(): RegionReport {
    const { up, reasons } = this.#verdict;
    return { up, reasons };
  }

  answer(): HealthAnswer {
    return this.#answer;
  }

  /** Whether everything that this process itself needs is there, whatever the other regions can do. */
  get able(): boolean {
    return this.#verdict.able;
  }

  onChange(listener: (report: RegionReport) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Resolves at the first UP, or after `patienceMs` with the reasons why there was none. */
  firstUp(patienceMs: number): Promise<RegionReport> {
    return new Promise((resolve) => {
      if (this.#settled) return resolve(this.report());
      const done = () => {
        cancel();
        unsubscribe();
        resolve(this.report());
      };
      const cancel = this.#options.clock.schedule(patienceMs, done);
      const unsubscribe = this.onChange(done);
    });
  }

  /** State of each probe by name, for the metrics. */
  probes(): readonly { readonly name: string; readonly up: boolean }[] {
    return this.#watches.map(({ probe, up }) => ({ name: probe.name, up }));
  }

  /** Checks once, then every `everyMs` (more often until the first UP) until `stop`. */
  start(): void {
    const round = () => {
      this.#noticeAbsence();
      for (const watch of this.#watches) void watch.check().then(() => this.reconsider());
      const everyMs = this.#settled ? this.#options.everyMs : STARTING_EVERY_MS;
      this.#cancel = this.#options.clock.schedule(Math.min(everyMs, this.#options.everyMs), round);
    };
    round();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** From now on DOWN, at once: the edge must send no more work here. */
  drain(): void {
    this.#draining = true;
    this.reconsider();
  }

  /** Judges again by what is known now: a probe has answered, or the standing among the regions changed. */
  reconsider(): void {
    const standing = this.#options.standing?.();
    if (this.#hasLooked(standing)) this.#awayReason = undefined;
    const verdict = judge({
      watches: this.#watches,
      standing,
      looked: this.#hasLooked(standing),
      own: [this.#draining ? 'draining' : undefined, this.#awayReason].filter(isText),
      alone: this.#options.standing === undefined,
      settled: this.#settled || this.#isPatienceOver(standing),
    });
    const changed = verdict.up !== this.#verdict.up;
    this.#verdict = verdict;
    const { up, reasons } = verdict;
    this.#answer = up ? UP : { status: 503, body: JSON.stringify({ status: 'DOWN', reasons }) };
    this.#settled ||= up;
    if (changed) for (const listener of this.#listeners) listener(this.report());
  }

  /** A process that did not run cannot know what has changed meanwhile: it begins as after a start. */
  #noticeAbsence(): void {
    const { clock, awayAfterMs = Number.POSITIVE_INFINITY, onAway, standing } = this.#options;
    const now = clock.monotonic();
    const gapMs = now - (this.#lastRoundAt ?? now);
    this.#lastRoundAt = now;
    if (gapMs < awayAfterMs) return;
    this.#awayReason = `was not running for ${(gapMs / 1_000).toFixed(1)} s`;
    this.#settled = false;
    this.#unsettledSince = now;
    // A look that is under way may have begun before.
    this.#trustedAfterRound = (standing?.()?.round ?? 0) + 1;
    for (const watch of this.#watches) watch.reset();
    this.reconsider();
    onAway?.(gapMs);
  }

  #hasLooked(standing: Standing | undefined): boolean {
    if (this.#options.standing === undefined) return true;
    return (standing?.round ?? 0) > this.#trustedAfterRound;
  }

  #isPatienceOver(standing: Standing | undefined): boolean {
    const { clock, patienceMs = Number.POSITIVE_INFINITY } = this.#options;
    return (
      standing?.othersAble.length === 0 && clock.monotonic() - this.#unsettledSince >= patienceMs
    );
  }
}

function isText(text: string | undefined): text is string {
  return text !== undefined;
}
