import type { Cancel, Clock } from './clock.ts';

/** Something that goes wrong on purpose. `kind` says what; the rest says how much. */
export interface Fault {
  readonly kind: string;
}

export interface ActiveFault<F extends Fault> {
  readonly id: number;
  readonly fault: F;
  /** Unix milliseconds. */
  readonly since: number;
  /** Unix milliseconds at which it heals by itself; absent: only when told. */
  readonly healsAt?: number;
}

/**
 * The faults that are in force in one process. Every fault has its healing: by time, by id, or all at
 * once. Of several of one kind the newest counts.
 */
export class FaultBoard<F extends Fault> {
  readonly #clock: Clock;
  readonly #onInject: (fault: F) => void;
  readonly #onHeal: (fault: F) => void;
  readonly #active = new Map<number, ActiveFault<F> & { readonly cancel: Cancel | undefined }>();
  readonly #newest = new Map<string, F>();
  #lastId = 0;

  /**
   * @param onInject for faults that also do something at once, such as closing connections
   * @param onHeal for what has to be undone
   */
  constructor(
    clock: Clock,
    onInject: (fault: F) => void = () => undefined,
    onHeal: (fault: F) => void = () => undefined,
  ) {
    this.#clock = clock;
    this.#onInject = onInject;
    this.#onHeal = onHeal;
  }

  inject(fault: F, healAfterMs?: number): ActiveFault<F> {
    this.#lastId += 1;
    const id = this.#lastId;
    const since = this.#clock.now();
    const healing =
      healAfterMs === undefined
        ? { cancel: undefined }
        : {
            healsAt: since + healAfterMs,
            cancel: this.#clock.schedule(healAfterMs, () => this.heal(id)),
          };
    this.#active.set(id, { id, fault, since, ...healing });
    this.#newest.set(fault.kind, fault);
    this.#onInject(fault);
    return this.#describe(id) as ActiveFault<F>;
  }

  /** False when no such fault is in force (it may have healed already). */
  heal(id: number): boolean {
    const active = this.#active.get(id);
    if (!active) return false;
    active.cancel?.();
    this.#active.delete(id);
    this.#newest.clear();
    for (const { fault } of this.#active.values()) this.#newest.set(fault.kind, fault);
    this.#onHeal(active.fault);
    return true;
  }

  healAll(): number {
    const count = this.#active.size;
    for (const id of [...this.#active.keys()]) this.heal(id);
    return count;
  }

  list(): ActiveFault<F>[] {
    return [...this.#active.keys()].map((id) => this.#describe(id) as ActiveFault<F>);
  }

  /** The fault of this kind that is in force, cheap enough to ask for every message. */
  find<K extends F['kind']>(kind: K): Extract<F, { readonly kind: K }> | undefined {
    return this.#newest.get(kind) as Extract<F, { readonly kind: K }> | undefined;
  }

  #describe(id: number): ActiveFault<F> | undefined {
    const active = this.#active.get(id);
    if (!active) return undefined;
    const { cancel: _, ...described } = active;
    return described;
  }
}
