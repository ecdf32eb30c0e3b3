import { type Clock, FaultBoard } from '@tandem/core';
import { type Static, Type } from 'typebox';
import { StoreError } from '../../ports/errors.ts';
import { guardOf } from './guarded-writes.ts';
import { HELLO, INSERT, isWrite, PING, REPLACE } from './operations.ts';
import type { Cut, Partitions } from './partitions.ts';
import type { Asked } from './service.ts';

const MAX_DURATION_MS = 600_000;

const fault = <K extends string, P extends Parameters<typeof Type.Object>[0]>(kind: K, fields: P) =>
  Type.Object({ kind: Type.Literal(kind), ...fields }, { additionalProperties: false });

const duration = () => Type.Integer({ minimum: 1, maximum: MAX_DURATION_MS });
const client = () => Type.String({ minLength: 1, maxLength: 64 });

/** Everything that the documents service can do wrong on purpose. A region's clients go by its name. */
export const DocumentFaultSchema = Type.Union([
  /** Whatever needs a primary waits for so long, or until it heals; then all of it proceeds. */
  fault('election', { stallMs: duration() }),
  /** Nothing that needs a majority is possible. */
  fault('no-majority', {}),
  /** Requests take this much longer to arrive: of one client only, to some collections only. */
  fault('slow', {
    delayMs: duration(),
    client: Type.Optional(client()),
    collections: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
  }),
  /** As `slow`, but only writes of documents that carry an epoch: they arrive when it may be over. */
  fault('slow-guarded', { delayMs: duration(), client: Type.Optional(client()) }),
  /**
   * One client is cut off. `silent` (default): what it sends is held up until it heals, nothing comes back, and new
   * connections are not greeted; `refusing`: connections are cut and refused.
   */
  fault('partition', {
    client: client(),
    mode: Type.Optional(
      Type.Unsafe<'silent' | 'refusing'>({ type: 'string', enum: ['silent', 'refusing'] }),
    ),
  }),
]);

export type DocumentFault = Static<typeof DocumentFaultSchema>;

/** Whom a request is from, and which collection it is about; `undefined`: none. */
interface Described {
  readonly client: string;
  readonly collection: string | undefined;
}

/** What the faults are between. */
export interface Delivery {
  describe(arrival: Asked): Described;
  run(arrivals: readonly Asked[]): void;
  refuse(arrivals: readonly Asked[], error: StoreError): void;
}

export class Faults {
  readonly board: FaultBoard<DocumentFault>;
  readonly #clock: Clock;
  #delivery: Delivery | undefined;
  #electedAt = Number.NEGATIVE_INFINITY;
  #stalled: Asked[] = [];

  constructor(clock: Clock, partitions: Partitions) {
    this.#clock = clock;
    this.board = new FaultBoard<DocumentFault>(
      clock,
      (injected) => {
        if (injected.kind === 'partition') partitions.set(this.#cutOff());
        if (injected.kind === 'election') {
          this.#electedAt = clock.monotonic() + injected.stallMs;
          clock.schedule(injected.stallMs, () => this.#release());
        }
      },
      (healed) => {
        if (healed.kind === 'election') this.#release();
        if (healed.kind === 'partition') partitions.set(this.#cutOff());
      },
    );
  }

  /** False: whatever arrives is run at once, and in its order. */
  get atWork(): boolean {
    const kinds = ['election', 'no-majority', 'slow', 'slow-guarded'] as const;
    return this.#stalled.length > 0 || kinds.some((kind) => this.board.find(kind) !== undefined);
  }

  pass(arrivals: readonly Asked[], delivery: Delivery): void {
    this.#delivery = delivery;
    this.#release();
    if (this.board.find('no-majority')) {
      this.#refuse(arrivals.filter((arrival) => !isGreeting(arrival)));
      this.#deliver(arrivals.filter(isGreeting));
    } else if (this.#isElecting) {
      this.#stalled.push(...arrivals.filter(needsPrimary));
      this.#deliver(arrivals.filter((arrival) => !needsPrimary(arrival)));
    } else {
      this.#deliver(arrivals);
    }
  }

  get #isElecting(): boolean {
    // A timer may fire up to a millisecond before the monotonic clock says so.
    return (
      this.board.find('election') !== undefined && this.#clock.monotonic() + 1 < this.#electedAt
    );
  }

  #release(): void {
    if (this.#stalled.length === 0 || this.#isElecting) return;
    const released = this.#stalled;
    this.#stalled = [];
    if (this.board.find('no-majority')) this.#refuse(released);
    else this.#deliver(released);
  }

  #refuse(arrivals: readonly Asked[]): void {
    const error = new StoreError(
      'unavailable',
      'documents: no majority of the replica set answers',
    );
    this.#delivery?.refuse(arrivals, error);
  }

  #deliver(arrivals: readonly Asked[]): void {
    const delivery = this.#delivery;
    if (!delivery) return;
    const slow = this.board.find('slow');
    const guarded = this.board.find('slow-guarded');
    if (!slow && !guarded) {
      delivery.run(arrivals);
      return;
    }
    const inTime: Asked[] = [];
    const late = new Map<number, Asked[]>();
    for (const arrival of arrivals) {
      const described = delivery.describe(arrival);
      const delayMs = Math.max(
        slow && concerns(slow, described) ? slow.delayMs : 0,
        guarded && isGuarded(arrival) && isFrom(guarded, described) ? guarded.delayMs : 0,
      );
      if (delayMs === 0) inTime.push(arrival);
      else late.set(delayMs, [...(late.get(delayMs) ?? []), arrival]);
    }
    for (const [delayMs, delayed] of late) {
      this.#clock.schedule(delayMs, () => delivery.run(delayed));
    }
    if (inTime.length > 0) delivery.run(inTime);
  }

  #cutOff(): Map<string, Cut> {
    const cut = new Map<string, Cut>();
    for (const { fault: active } of this.board.list()) {
      if (active.kind === 'partition') cut.set(active.client, active.mode ?? 'silent');
    }
    return cut;
  }
}

function isFrom(fault: { readonly client?: string }, { client: from }: Described): boolean {
  return fault.client === undefined || fault.client === from;
}

function concerns(
  slow: { readonly client?: string; readonly collections?: readonly string[] },
  described: Described,
): boolean {
  if (!isFrom(slow, described)) return false;
  return slow.collections?.some((name) => name === described.collection) ?? true;
}

function isGuarded({ request }: Asked): boolean {
  const [, operation] = request;
  if (operation !== INSERT && operation !== REPLACE) return false;
  return guardOf(request[5]) !== undefined;
}

/** Even a member that no primary can be seen from answers it. */
function isGreeting({ request }: Asked): boolean {
  return request[1] === HELLO;
}

function needsPrimary({ request }: Asked): boolean {
  return isWrite(request) || request[1] === PING;
}
