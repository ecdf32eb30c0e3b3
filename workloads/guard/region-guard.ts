import type { Cancel, Clock } from '@tandem/core';
import { type Collection, type Documents, isStoreError } from '@tandem/stores';
import {
  LEASE_ID,
  type Lease,
  nextStep,
  observe,
  REGION_GUARD,
  type Step,
  type Watch,
} from './lease.ts';

export interface GuardState {
  /** The newest epoch this region knows; 0 before the first answer. */
  readonly epoch: number;
  readonly holder: string | undefined;
  readonly active: boolean;
}

export interface GuardOptions {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly region: string;
  readonly firstHolder: string;
  readonly leaseMs: number;
  readonly renewEveryMs: number;
  /** Stamps every guarded document with the epoch; runs after each promotion, before any guarded work. */
  readonly stamp: (epoch: number) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

const MAX_RACES = 8;

/**
 * Decides whether this region does singleton work. The holder renews; it stops by itself one lease after
 * the sending of its last accepted renewal, which is before any standby can have watched the pair stand
 * still for as long. Whatever is still under way then is refused by the guarded documents themselves.
 */
export class RegionGuard {
  readonly #options: GuardOptions;
  readonly #leases: Collection<Lease>;
  readonly #listeners = new Set<(state: GuardState) => void>();
  readonly #running = new Set<Promise<unknown>>();
  #lease: Lease | undefined;
  #watch: Watch | undefined;
  #heldUntil = Number.NEGATIVE_INFINITY;
  #stampedEpoch = 0;
  #releasing = false;
  #told: GuardState = { epoch: 0, holder: undefined, active: false };
  #stopped = true;
  #cancelTick: Cancel = () => undefined;
  #cancelExpiry: Cancel = () => undefined;
  #ticking: Promise<void> = Promise.resolve();

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#leases = options.documents.collection(REGION_GUARD);
  }

  get epoch(): number {
    return this.#lease?.epoch ?? 0;
  }

  get holder(): string | undefined {
    return this.#lease?.holder;
  }

  /** True while this region holds the lease and every guarded document carries its epoch. */
  isActive(): boolean {
    return (
      !this.#releasing &&
      this.#lease?.holder === this.#options.region &&
      this.#stampedEpoch === this.#lease.epoch &&
      this.#options.clock.monotonic() < this.#heldUntil
    );
  }

  /** Called with every change of epoch, holder or activity; returns the way to stop listening. */
  onEpoch(listener: (state: GuardState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Runs guarded work when active, else resolves to `undefined` at once. A handover waits for it. */
  async run<T>(work: (epoch: number) => Promise<T>): Promise<T | undefined> {
    if (!this.isActive()) return undefined;
    const running = work(this.epoch);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Takes the first look and keeps looking. Never rejects: documents may answer later. */
  async start(): Promise<void> {
    this.#stopped = false;
    await this.tick();
    this.#plan();
  }

  /** Stops renewing and waits for the guarded work under way. The lease stays with the region until it lapses. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTick();
    await this.#ticking;
    await this.#settle();
    this.#cancelExpiry();
  }

  /** One look and what follows from it. `start` calls it by the clock; tests call it by hand. */
  tick(): Promise<void> {
    this.#ticking = this.#look().catch((error: unknown) => {
      this.#watch = undefined;
      this.#options.onError(error);
    });
    return this.#ticking.then(() => this.#tell());
  }

  async #look(): Promise<void> {
    const { clock, region, firstHolder, leaseMs } = this.#options;
    for (let race = 0; race < MAX_RACES; race += 1) {
      const sentAt = clock.monotonic();
      const lease = await this.#leases.get(LEASE_ID);
      const look = { lease, sentAt, answeredAt: clock.monotonic() };
      this.#watch = observe(this.#watch, look, (leaseMs * 2) / 3);
      this.#lease = lease;
      const step = nextStep(look, this.#watch, { region, firstHolder, leaseMs });
      if (step.kind === 'watch' || (await this.#take(step))) return;
    }
  }

  /** False when another writer came first: look again. */
  async #take(step: Exclude<Step, { kind: 'watch' }>): Promise<boolean> {
    const { clock, leaseMs, stamp } = this.#options;
    if (step.kind === 'release') {
      this.#releasing = true;
      this.#tell();
      await this.#settle();
    }
    const sentAt = clock.monotonic();
    if (!(await this.#write(step))) {
      this.#releasing = false;
      return false;
    }
    this.#lease = step.write;
    this.#releasing = false;
    if (step.kind === 'release') {
      this.#heldUntil = Number.NEGATIVE_INFINITY;
      return true;
    }
    this.#heldUntil = sentAt + leaseMs;
    if (this.#stampedEpoch !== step.write.epoch) {
      await stamp(step.write.epoch);
      this.#stampedEpoch = step.write.epoch;
    }
    return true;
  }

  async #write(step: Exclude<Step, { kind: 'watch' }>): Promise<boolean> {
    if (step.kind !== 'create') return this.#leases.replace(step.write);
    try {
      await this.#leases.insert(step.write);
      return true;
    } catch (error) {
      if (isStoreError(error, 'duplicate')) return false;
      throw error;
    }
  }

  async #settle(): Promise<void> {
    await Promise.allSettled([...this.#running]);
  }

  #plan(): void {
    if (this.#stopped) return;
    this.#cancelTick = this.#options.clock.schedule(this.#options.renewEveryMs, () => {
      void this.tick().then(() => this.#plan());
    });
  }

  #tell(): void {
    const state = { epoch: this.epoch, holder: this.holder, active: this.isActive() };
    this.#cancelExpiry();
    if (state.active) {
      const left = this.#heldUntil - this.#options.clock.monotonic();
      this.#cancelExpiry = this.#options.clock.schedule(left, () => this.#tell());
    }
    const { epoch, holder, active } = this.#told;
    if (state.epoch === epoch && state.holder === holder && state.active === active) return;
    this.#told = state;
    for (const listener of this.#listeners) listener(state);
  }
}
