import { type Static, Type } from 'typebox';
import { LatencySchema } from './live.ts';
import { oneOf, time } from './shared.ts';

const CarrierBindSchema = Type.Object({
  region: Type.String(),
  instance: Type.String(),
  bind: Type.String(),
  /** `throttled`: bound, and pausing because the SMSC asked for it. `silent`: its process reports no more. */
  state: oneOf(['bound', 'unbound', 'throttled', 'silent']),
  inFlight: Type.Integer(),
  window: Type.Integer(),
  /** submit_sm per second, over the last few seconds. */
  submits: Type.Number(),
  /** Since the process started. */
  throttled: Type.Integer(),
  unbound: Type.Integer(),
});
export type CarrierBind = Static<typeof CarrierBindSchema>;

/** GET carrier. Counts since the processes that run now started. */
export const CarrierSchema = Type.Object({
  at: time(),
  binds: Type.Array(CarrierBindSchema),
  regions: Type.Array(
    Type.Object({
      name: Type.String(),
      submits: Type.Number({ description: 'Per second.' }),
      receipts: Type.Number({ description: 'Per second.' }),
      queue: Type.Integer({ description: 'Wake-ups that wait for room on a bind.' }),
      underWay: Type.Integer({ description: 'Submitted, and not yet answered by the SMSC.' }),
      latencyMs: LatencySchema,
      /** By how the attempts ended: submitted, refused, timed-out, link-lost. */
      ended: Type.Record(Type.String(), Type.Integer()),
      receiptStates: Type.Record(Type.String(), Type.Integer()),
    }),
  ),
  /** Refusals by command_status, such as ESME_RTHROTTLED (0x58), of all regions. */
  errors: Type.Array(
    Type.Object({
      commandStatus: Type.Integer(),
      name: Type.String(),
      count: Type.Integer(),
      perSecond: Type.Number(),
    }),
  ),
  /**
   * Messages that the SMSC took, less the receipts that came, over all regions: a receipt that never
   * comes counts until the processes restart.
   */
  receiptsOutstanding: Type.Integer(),
});
export type CarrierDocument = Static<typeof CarrierSchema>;
