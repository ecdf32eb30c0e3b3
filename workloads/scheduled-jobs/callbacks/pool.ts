export interface PoolOptions {
  /** Deliveries under way at once, of all customers. */
  readonly concurrency: number;
  /** Deliveries that wait, of all customers. */
  readonly queue: number;
  /** Never rejects. */
  readonly deliver: (id: string) => Promise<void>;
}

/** `full`: this customer has its share; documents drive the delivery again later. */
export type Offer = 'taken' | 'known' | 'full';

interface Lane {
  readonly waiting: string[];
  running: number;
}

/**
 * A customer may take this many times what is left free. One slow bank so holds at most 3/4 of the pool, k
 * of them 3k/(3k + 1); when many together fill it, the next free place goes to one that holds few (the
 * dynamic thresholds of Choudhury and Hahne, IEEE/ACM Transactions on Networking 6(2), 1998).
 */
const SHARE_OF_FREE = 3;

/** Delivers callbacks side by side, so that a customer that answers slowly delays nobody but itself. */
export class DeliveryPool {
  readonly #options: PoolOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #ids = new Set<string>();
  #running = 0;
  #waiting = 0;
  #closed = false;
  #onIdle: (() => void)[] = [];

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  hasRoom(customerId: string): boolean {
    const queued = this.#lanes.get(customerId)?.waiting.length ?? 0;
    return !this.#closed && mayTake(queued, this.#options.queue - this.#waiting);
  }

  offer(customerId: string, id: string): Offer {
    if (this.#ids.has(id)) return 'known';
    if (!this.hasRoom(customerId)) return 'full';
    const lane = this.#lanes.get(customerId) ?? { waiting: [], running: 0 };
    this.#lanes.set(customerId, lane);
    lane.waiting.push(id);
    this.#ids.add(id);
    this.#waiting += 1;
    this.#dispatch();
    return 'taken';
  }

  /** Resolves when nothing is under way and nothing waits. */
  async idle(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve));
  }

  /** Drops what waits (documents drive it again) and resolves when nothing is under way. */
  close(): Promise<void> {
    this.#closed = true;
    for (const lane of this.#lanes.values()) {
      for (const id of lane.waiting) this.#ids.delete(id);
      lane.waiting.length = 0;
    }
    this.#waiting = 0;
    return this.idle();
  }

  #dispatch(): void {
    let progress = this.#waiting > 0;
    while (progress && this.#running < this.#options.concurrency) {
      progress = false;
      // Lanes take turns: a lane that started a delivery goes to the end of the map.
      for (const [customerId, lane] of [...this.#lanes]) {
        if (this.#running >= this.#options.concurrency) return;
        if (lane.waiting.length === 0) continue;
        if (!mayTake(lane.running, this.#options.concurrency - this.#running)) continue;
        progress = true;
        this.#lanes.delete(customerId);
        this.#lanes.set(customerId, lane);
        this.#start(customerId, lane);
      }
    }
  }

  #start(customerId: string, lane: Lane): void {
    const id = lane.waiting.shift();
    if (id === undefined) return;
    this.#waiting -= 1;
    this.#running += 1;
    lane.running += 1;
    void this.#options.deliver(id).finally(() => {
      this.#running -= 1;
      lane.running -= 1;
      this.#ids.delete(id);
      if (lane.running === 0 && lane.waiting.length === 0) this.#lanes.delete(customerId);
      this.#dispatch();
      if (this.#running === 0) for (const resolve of this.#onIdle.splice(0)) resolve();
    });
  }
}

function mayTake(held: number, free: number): boolean {
  return free > 0 && held < SHARE_OF_FREE * free;
}
