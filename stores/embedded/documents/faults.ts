import type { Clock } from '@tandem/core';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { StoreError } from '../../ports/errors.ts';
import { HELLO, INSERT, PING, REMOVE, REPLACE } from './operations.ts';
import type { Asked } from './service.ts';

/** What a drill can make the documents service do. */
export interface DocumentFaults {
  /** Writes wait this long from now, as during an election. */
  readonly stallWritesMs?: number;
  /** Every answer comes this much later. 0 ends it. */
  readonly latencyMs?: number;
  /** Neither writes nor majority reads are possible until it is false again. */
  readonly noMajority?: boolean;
}

const DURATION = Type.Number({ minimum: 0, maximum: 600_000 });
const Shape = Compile(
  Type.Object(
    {
      stallWritesMs: Type.Optional(DURATION),
      latencyMs: Type.Optional(DURATION),
      noMajority: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
);

export function isDocumentFaults(value: unknown): value is DocumentFaults {
  return Shape.Check(value);
}

type Run = (arrivals: readonly Asked[]) => void;

export class Faults {
  readonly #clock: Clock;
  #stalledUntil = 0;
  #latencyMs = 0;
  #noMajority = false;
  #stalled: Asked[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(faults: DocumentFaults): void {
    if (faults.stallWritesMs !== undefined) {
      this.#stalledUntil = this.#clock.monotonic() + faults.stallWritesMs;
    }
    if (faults.latencyMs !== undefined) this.#latencyMs = faults.latencyMs;
    if (faults.noMajority !== undefined) this.#noMajority = faults.noMajority;
  }

  pass(arrivals: readonly Asked[], run: Run): void {
    if (this.#noMajority) {
      refuse(arrivals.filter((arrival) => !isGreeting(arrival)));
      this.#deliver(arrivals.filter(isGreeting), run);
      return;
    }
    const waitMs = this.#stalledUntil - this.#clock.monotonic();
    if (waitMs <= 0 && this.#stalled.length === 0) {
      this.#deliver(arrivals, run);
      return;
    }
    if (this.#stalled.length === 0) this.#clock.schedule(waitMs, () => this.#release(run));
    this.#stalled.push(...arrivals.filter(needsPrimary));
    this.#deliver(
      arrivals.filter((arrival) => !needsPrimary(arrival)),
      run,
    );
  }

  #release(run: Run): void {
    const waitMs = this.#stalledUntil - this.#clock.monotonic();
    if (waitMs > 0) {
      this.#clock.schedule(waitMs, () => this.#release(run));
      return;
    }
    const released = this.#stalled;
    this.#stalled = [];
    if (this.#noMajority) refuse(released);
    else this.#deliver(released, run);
  }

  #deliver(arrivals: readonly Asked[], run: Run): void {
    if (this.#latencyMs <= 0) run(arrivals);
    else this.#clock.schedule(this.#latencyMs, () => run(arrivals));
  }
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
