import { type Clock, FaultBoard } from '@tandem/core';
import { type Static, Type } from 'typebox';
import { StoreError } from '../../ports/errors.ts';
import { HELLO, INSERT, PING, REMOVE, REPLACE } from './operations.ts';
import type { Partitions } from './partitions.ts';
import type { Asked } from './service.ts';

const MAX_DELAY_MS = 600_000;

const fault = <K extends string, P extends Parameters<typeof Type.Object>[0]>(kind: K, fields: P) =>
  Type.Object({ kind: Type.Literal(kind), ...fields }, { additionalProperties: false });

const client = () => Type.String({ minLength: 1, maxLength: 64 });

/** Everything that the documents service can do wrong on purpose. A region's clients go by its name. */
export const DocumentFaultSchema = Type.Union([
  /** An election: whatever needs a primary waits until it heals, then all of it proceeds. */
  fault('stall-writes', {}),
  /** Nothing that needs a majority is possible. */
  fault('no-majority', {}),
  /** Requests take this much longer to arrive: of one client only, to some collections only. */
  fault('slow', {
    delayMs: Type.Integer({ minimum: 1, maximum: MAX_DELAY_MS }),
    client: Type.Optional(client()),
    collections: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
  }),
  /**
   * One client is cut off. `silent`: what it sends is held up until it heals, nothing comes back, and new
   * connections are not greeted; `refusing`: connections are cut and refused.
   */
  fault('partition', {
    client: client(),
    mode: Type.Unsafe<'silent' | 'refusing'>({ type: 'string', enum: ['silent', 'refusing'] }),
  }),
]);

export type DocumentFault = Static<typeof DocumentFaultSchema>;

type Slow = Extract<DocumentFault, { readonly kind: 'slow' }>;
type Run = (arrivals: readonly Asked[]) => void;
/** Whom a request is from, and which collection it is about; `undefined`: none. */
type Describe = (arrival: Asked) => {
  readonly client: string;
  readonly collection: string | undefined;
};

export interface FaultsOptions {
  readonly clock: Clock;
  readonly partitions: Partitions;
}

export class Faults {
  readonly board: FaultBoard<DocumentFault>;
  readonly #clock: Clock;
  #stalled: Asked[] = [];
  #proceed: Run = () => undefined;

  constructor({ clock, partitions }: FaultsOptions) {
    this.#clock = clock;
    this.board = new FaultBoard<DocumentFault>(
      clock,
      (injected) => {
        if (injected.kind === 'partition') partitions.cut(injected.client, injected.mode);
      },
      (healed) => {
        if (healed.kind === 'stall-writes') this.#release();
        if (healed.kind === 'partition') partitions.set(this.#cutOff());
      },
    );
  }

  pass(arrivals: readonly Asked[], describe: Describe, run: Run): void {
    const proceed: Run = (passed) => this.#deliver(passed, describe, run);
    this.#proceed = proceed;
    if (this.board.find('no-majority')) {
      refuse(arrivals.filter((arrival) => !isGreeting(arrival)));
      proceed(arrivals.filter(isGreeting));
    } else if (this.board.find('stall-writes')) {
      this.#stalled.push(...arrivals.filter(needsPrimary));
      proceed(arrivals.filter((arrival) => !needsPrimary(arrival)));
    } else {
      proceed(arrivals);
    }
  }

  #release(): void {
    if (this.board.find('stall-writes')) return;
    const released = this.#stalled;
    this.#stalled = [];
    if (this.board.find('no-majority')) refuse(released);
    else this.#proceed(released);
  }

  #deliver(arrivals: readonly Asked[], describe: Describe, run: Run): void {
    const slow = this.board.find('slow');
    if (!slow) {
      run(arrivals);
      return;
    }
    const late = arrivals.filter((arrival) => concerns(slow, describe(arrival)));
    if (late.length > 0) this.#clock.schedule(slow.delayMs, () => run(late));
    if (late.length < arrivals.length) run(arrivals.filter((arrival) => !late.includes(arrival)));
  }

  #cutOff(): Map<string, 'silent' | 'refusing'> {
    const cut = new Map<string, 'silent' | 'refusing'>();
    for (const active of this.board.list()) {
      if (active.fault.kind === 'partition') cut.set(active.fault.client, active.fault.mode);
    }
    return cut;
  }
}

function concerns(slow: Slow, { client: from, collection }: ReturnType<Describe>): boolean {
  if (slow.client !== undefined && slow.client !== from) return false;
  return slow.collections?.some((name) => name === collection) ?? true;
}

/** Even a member that no primary can be seen from answers it. */
function isGreeting({ request }: Asked): boolean {
  return request[1] === HELLO;
}

function needsPrimary({ request }: Asked): boolean {
  const [, operation] = request;
  return (
    operation === INSERT || operation === REPLACE || operation === REMOVE || operation === PING
  );
}

function refuse(arrivals: readonly Asked[]): void {
  const error = new StoreError('unavailable', 'documents: no majority of the replica set answers');
  for (const { connection, request } of arrivals) connection.fail(request[0], error);
}
