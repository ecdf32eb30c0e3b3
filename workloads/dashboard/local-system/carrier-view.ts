import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { round } from '../live/window.ts';
import type { LiveCarrier } from '../schemas.ts';

/** What is used of GET /status of the carrier. */
const CarrierStatusSchema = Type.Object({
  binds: Type.Array(Type.Unknown()),
  submits: Type.Record(Type.String(), Type.Unknown()),
  messages: Type.Object({ onTheirWay: Type.Number() }),
  receipts: Type.Object({ waiting: Type.Number() }),
  handsets: Type.Object({ active: Type.Number() }),
  faults: Type.Array(Type.Object({ fault: Type.Object({ kind: Type.String() }) })),
});
type CarrierStatus = Static<typeof CarrierStatusSchema>;

/** The operator's side, from two of its answers: rates are the difference. */
export class CarrierView {
  #before: { readonly at: number; readonly submits: number } | undefined;

  /** `undefined` for what is not the status of a carrier. @param at Unix milliseconds */
  read(answer: unknown, at: number): LiveCarrier | undefined {
    if (!Value.Check(CarrierStatusSchema, answer)) return undefined;
    const submits = submitsOf(answer);
    const before = this.#before;
    this.#before = { at, submits };
    const seconds = before ? (at - before.at) / 1_000 : 0;
    const grown = before && seconds > 0 ? Math.max(0, submits - before.submits) / seconds : 0;
    return {
      binds: answer.binds.length,
      submits: round(grown),
      onTheirWay: answer.messages.onTheirWay,
      receiptsWaiting: answer.receipts.waiting,
      handsets: answer.handsets.active,
      faults: answer.faults.map(({ fault }) => fault.kind),
    };
  }
}

function submitsOf({ submits }: CarrierStatus): number {
  return Object.values(submits).reduce<number>(
    (sum, count) => sum + (typeof count === 'number' ? count : 0),
    0,
  );
}
