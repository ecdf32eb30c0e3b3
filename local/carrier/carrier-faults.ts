import { type Static, Type } from 'typebox';

const fault = <K extends string, P extends Parameters<typeof Type.Object>[0]>(kind: K, fields: P) =>
  Type.Object({ kind: Type.Literal(kind), ...fields }, { additionalProperties: false });

const share = () => Type.Number({ exclusiveMinimum: 0, maximum: 1 });
const delayMs = () => Type.Integer({ minimum: 1, maximum: 600_000 });
/** Which binds: by system_id and by system_type, which is a region's name; absent: all of them. */
const whose = () => ({
  systemId: Type.Optional(Type.String({ minLength: 1, maxLength: 15 })),
  systemType: Type.Optional(Type.String({ minLength: 1, maxLength: 12 })),
});

/** Everything that the simulated operator can do wrong on purpose. */
export const CarrierFaultSchema = Type.Union([
  /** Connections are cut, at once and at each new bind. */
  fault('drop-binds', whose()),
  /** Binds are refused with ESME_RBINDFAIL; those that stand go on. */
  fault('refuse-binds', whose()),
  fault('delay-responses', { delayMs: delayMs() }),
  /** Submits are answered ESME_RSYSERR, which may be tried again. */
  fault('refuse-submits', { share: share() }),
  /** The limit of messages a second is multiplied by this. */
  fault('throttle', { factor: Type.Number({ minimum: 0, maximum: 1 }) }),
  /** Accepted, never delivered, never heard of again. */
  fault('lose-messages', { share: share() }),
  fault('lose-receipts', { share: share() }),
  fault('delay-receipts', { delayMs: delayMs() }),
  /** Messages are delivered and receipts sent before the submit is answered. */
  fault('receipts-first', {}),
  /** The operator's API answers late. */
  fault('mno-slow', { delayMs: delayMs() }),
  /** The operator's API answers 503. */
  fault('mno-down', {}),
  /** The operator's API closes connections without an answer. */
  fault('mno-unreachable', {}),
]);

export type CarrierFault = Static<typeof CarrierFaultSchema>;
