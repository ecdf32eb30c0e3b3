import type { Cancel } from '@tandem/core';
import { predictEdgeDetection } from '@tandem/health';
import type { WorkloadContext } from '@tandem/runtime';
import { type Overview, overviewOf } from '../../regions/index.ts';
import { FailoverMemory } from '../failover/last.ts';
import type { LocalControls } from '../local-system/controls.ts';
import type { LiveState, Sample, Snapshot, Update } from '../schemas.ts';
import { OutcomesOfMinute } from './minute.ts';
import { Monitors } from './monitors.ts';
import { noticesOf } from './notices.ts';
import { liveRegion, readingsOf, sampleOf } from './region.ts';
import { Surroundings } from './surroundings.ts';
import { FigureWindow } from './window.ts';

/** Everybody who watches gets the same, so often at most, whatever happens behind. */
export const TICK_MS = 1_000;
export const MAX_SAMPLES = 300;

export type Listener = (sequence: number, update: Update) => void;

/**
 * The state of the whole system, once a second, from what the processes of both regions put on their board:
 * it costs the same however much flows through them, and no process has to be asked.
 */
export class LiveSource {
  readonly #context: WorkloadContext;
  readonly #window = new FigureWindow();
  readonly #minute = new OutcomesOfMinute();
  readonly #monitors = new Monitors();
  readonly #surroundings: Surroundings;
  readonly #edgeSeesLossMs: LiveState['edgeSeesLossMs'];
  readonly failovers = new FailoverMemory();
  readonly #samples: Sample[] = [];
  #latest: LiveState | undefined;
  readonly #listeners = new Set<Listener>();
  #sequence = 0;
  #cancel: Cancel | undefined;
  #stopped = true;

  constructor(context: WorkloadContext, controls: LocalControls | undefined) {
    this.#context = context;
    const { documents, clock, topology } = context;
    this.#surroundings = new Surroundings({ documents, clock, controls });
    const { api, applets } = predictEdgeDetection(topology, 'silent');
    this.#edgeSeesLossMs = { api: api.worstMs, applets: applets.worstMs };
  }

  get window(): FigureWindow {
    return this.#window;
  }

  get surroundings(): Surroundings {
    return this.#surroundings;
  }

  get sequence(): number {
    return this.#sequence;
  }

  start(): void {
    this.#stopped = false;
    this.#plan();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  /** Hears of every update, in order. Returns how to stop that. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** The samples after that update; `undefined` when they are not known any more, or not yet. */
  since(sequence: number): readonly Sample[] | undefined {
    const missed = this.#sequence - sequence;
    if (missed < 0 || missed > this.#samples.length) return undefined;
    return missed === 0 ? [] : this.#samples.slice(-missed);
  }

  async snapshot(): Promise<Snapshot> {
    if (!this.#latest) await this.#tick();
    return { state: this.#latest ?? this.#state(), samples: [...this.#samples] };
  }

  overview(): Overview {
    const { topology, clock, regions } = this.#context;
    const { lease, history } = this.#surroundings;
    return overviewOf({ topology, now: clock.now(), roll: regions.roll(), lease, history });
  }

  #plan(): void {
    if (this.#stopped) return;
    this.#cancel = this.#context.clock.schedule(TICK_MS, () => {
      this.#tick()
        .catch((error: unknown) => this.#context.logger.error({ err: error }, 'a look failed'))
        .finally(() => this.#plan());
    });
  }

  async #tick(): Promise<void> {
    const { clock, regions } = this.#context;
    // Not waited for longer than a tick: what does not answer is shown as unknown.
    await Promise.race([this.#surroundings.refresh(), pause(clock, TICK_MS / 2)]);
    const roll = regions.roll();
    this.#window.observe(roll);
    this.#minute.observe(roll, clock.now());
    const state = this.#state();
    const sample = sampleIn(state);
    this.#sequence += 1;
    this.#latest = state;
    this.#samples.push(sample);
    if (this.#samples.length > MAX_SAMPLES) this.#samples.shift();
    for (const listener of this.#listeners) listener(this.#sequence, { state, sample });
  }

  #state(): LiveState {
    const { clock, config, region, regions, topology } = this.#context;
    const roll = regions.roll();
    const overview = this.overview();
    const live = overview.regions.map((each) => liveRegion(each, roll, this.#window));
    const at = clock.now();
    this.#monitors.observe(
      live.flatMap((each) => readingsOf(each, roll)),
      at,
    );
    const { edge, carrier, edgeMonitors } = this.#surroundings;
    this.failovers.observe(overview, edgeMonitors);
    const seen = {
      at,
      home: overview.home,
      lease: overview.lease ?? null,
      regions: live,
      edge,
      carrier,
    };
    return {
      ...seen,
      profile: config.profile,
      region,
      leaseMs: topology.lease.durationMs,
      edgeSeesLossMs: this.#edgeSeesLossMs,
      outcomes: this.#minute.counts(),
      monitors: [...edgeMonitors, ...this.#monitors.all()],
      history: overview.history,
      notices: noticesOf(seen),
    };
  }
}

function sampleIn({ at, lease, regions }: LiveState): Sample {
  return {
    at,
    ...(lease && { active: lease.holder, epoch: lease.epoch }),
    regions: Object.fromEntries(regions.map((region) => [region.name, sampleOf(region)])),
  };
}

function pause(clock: WorkloadContext['clock'], ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(ms, resolve);
  });
}
