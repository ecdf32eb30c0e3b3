import type { Cancel, Clock } from '@tandem/core';
import { type Collection, type Documents, isStoreError } from '@tandem/stores';
import { StaleEpochError } from './guarded-document.ts';
import {
  LEASE_ID,
  type Lease,
  nextStep,
  observe,
  REGION_GUARD,
  type Step,
  type Watch,
  yieldOf,
} from './lease.ts';
import { promotionOf, type RoleChange } from './role-change.ts';
import { Watcher } from './watcher.ts';

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
  /** How often it looks while another region holds the lease. */
  readonly lookEveryMs: number;
  /** Stamps every guarded document with the epoch; runs after each promotion, before any guarded work. */
  readonly stamp: (epoch: number) => Promise<void>;
  /** Whether this region may take over by itself now; default: always. */
  readonly mayPromote?: () => boolean;
  /** The region that should have the lease instead of this one, if there is such a one now. */
  readonly stepAsideFor?: () => string | undefined;
  readonly onError: (error: unknown) => void;
  /** The store refused a write of this region, which another one has superseded. */
  readonly onRefused?: (refused: StaleEpochError) => void;
  readonly onRole?: (change: RoleChange) => void;
}

const MAX_RACES = 8;
/** The holder stops this much earlier, as the clocks of two machines do not run equally fast. */
const HELD_SHARE = 0.98;

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
  readonly #watcher: Watcher;
  #lease: Lease | undefined;
  #watch: Watch | undefined;
  #heldUntil = Number.NEGATIVE_INFINITY;
  #stampedEpoch = 0;
  /** The newest epoch that this process took, and the lease that it then found. */
  #taken: { readonly epoch: number; readonly before: Lease | undefined } | undefined;
  #everActive = 0;
  #releasing = false;
  #told: GuardState = { epoch: 0, holder: undefined, active: false };
  #stopped = true;
  #cancelTick: Cancel = () => undefined;
  #cancelExpiry: Cancel = () => undefined;
  #ticking: Promise<void> = Promise.resolve();

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#leases = options.documents.collection(REGION_GUARD);
    this.#watcher = new Watcher(options.documents, options.region);
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

  /**
   * Stops, waits for the guarded work under way, and gives the lease up, so that a region that stands by need
   * not wait until it lapses. Without a taker it stays with this region.
   */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTick();
    await this.#ticking;
    await this.#settle();
    const held = this.isActive() ? this.#lease : undefined;
    this.#heldUntil = Number.NEGATIVE_INFINITY;
    this.#cancelExpiry();
    if (held && !held.handover && (await this.#yield(held))) this.#report('yielded', held.epoch);
    this.#tell();
  }

  /** One look and what follows from it. `start` calls it by the clock; tests call it by hand. */
  tick(): Promise<void> {
    this.#ticking = this.#turn().catch((error: unknown) => {
      this.#watch = undefined;
      this.#options.onError(error);
    });
    return this.#ticking.then(() => this.#tell());
  }

  /**
   * The holder renews without looking: the compare-and-set is the look. Only when it is refused, or there is
   * anything else to do than to renew, it reads.
   */
  async #turn(): Promise<void> {
    const held = this.#lease;
    if (held && this.#isPlainHolder(held)) {
      const { handover: _, yielded: __, ...rest } = held;
      const write = { ...rest, renewals: held.renewals + 1, version: held.version + 1 };
      if (await this.#take({ kind: 'renew', write })) return;
      await this.#look();
      const now = this.#lease;
      if (now && now.epoch > held.epoch) {
        this.#options.onRefused?.(new StaleEpochError(LEASE_ID, held.epoch, now.epoch));
      }
      return;
    }
    await this.#look();
  }

  #isPlainHolder({ holder, epoch, handover }: Lease): boolean {
    const { region, stepAsideFor } = this.#options;
    const own = holder === region && this.#stampedEpoch === epoch;
    return own && handover === undefined && stepAsideFor?.() === undefined;
  }

  async #look(): Promise<void> {
    const { clock, mayPromote, stepAsideFor, ...options } = this.#options;
    if (this.#lease?.holder !== options.region) await this.#watcher.prove();
    for (let race = 0; race < MAX_RACES; race += 1) {
      const sentAt = clock.monotonic();
      const lease = await this.#leases.get(LEASE_ID);
      const look = { lease, sentAt, answeredAt: clock.monotonic() };
      this.#watch = observe(this.#watch, look);
      this.#lease = lease;
      const candidate = mayPromote?.() ?? true;
      const position = { ...options, candidate, stepAsideFor: stepAsideFor?.() };
      const step = nextStep(look, this.#watch, position);
      if (step.kind === 'watch' || (await this.#take(step, lease))) return;
    }
  }

  /** False when another writer came first: look again. */
  async #take(step: Exclude<Step, { kind: 'watch' }>, before?: Lease): Promise<boolean> {
    const { clock, leaseMs, region, stamp } = this.#options;
    if (step.kind === 'release') {
      this.#releasing = true;
      this.#tell();
      await this.#settle();
    }
    const sentAt = clock.monotonic();
    const written = await this.#write(step).finally(() => {
      this.#releasing = false;
    });
    if (!written) return false;
    const { epoch, handover } = step.write;
    this.#lease = step.write;
    if (step.kind === 'release') {
      this.#heldUntil = Number.NEGATIVE_INFINITY;
      this.#options.onRole?.({ kind: 'released', epoch, to: handover?.to ?? '' });
      return true;
    }
    this.#heldUntil = sentAt + leaseMs * HELD_SHARE;
    if (this.#stampedEpoch === epoch) return true;
    // Should stamping fail, the next turn renews and stamps again; it is the same promotion.
    const taken = this.#taken?.epoch === epoch ? this.#taken : { epoch, before };
    this.#taken = taken;
    await stamp(epoch);
    this.#stampedEpoch = epoch;
    this.#options.onRole?.(promotionOf(region, epoch, taken.before));
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

  /** False when it is not this region's any more, or documents do not answer: then it lapses. */
  async #yield(held: Lease): Promise<boolean> {
    try {
      return await this.#leases.replace(yieldOf(held));
    } catch (error) {
      this.#options.onError(error);
      return false;
    }
  }

  #report(kind: 'yielded' | 'resumed', epoch: number): void {
    this.#options.onRole?.({ kind, epoch });
  }

  #plan(): void {
    if (this.#stopped) return;
    const { clock, region, renewEveryMs, lookEveryMs } = this.#options;
    const everyMs = this.#lease?.holder === region ? renewEveryMs : lookEveryMs;
    this.#cancelTick = clock.schedule(everyMs, () => {
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
    this.#tellRole(active, epoch, state);
    for (const listener of this.#listeners) listener(state);
  }

  #tellRole(wasActive: boolean, epochBefore: number, { active, epoch, holder }: GuardState): void {
    if (active && !wasActive && this.#everActive === epoch) this.#report('resumed', epoch);
    if (active) this.#everActive = epoch;
    if (active || !wasActive || this.#releasing || this.#stopped) return;
    const superseded = holder !== this.#options.region;
    const why = superseded ? `${holder} holds epoch ${epoch}` : 'the lease could not be renewed';
    this.#options.onRole?.({ kind: 'stepped-down', epoch: epochBefore, why });
  }
}
