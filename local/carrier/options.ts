import { PROFILES } from '@tandem/topology';
import { type Static, Type } from 'typebox';
import { checker } from '../validation.ts';
import { ID_FORMS } from './message-ids.ts';

const port = () => Type.Integer({ minimum: 0, maximum: 65_535 });
const oneOf = <const T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values] });
const Span = Type.Object(
  { minMs: Type.Number({ minimum: 0 }), maxMs: Type.Number({ minimum: 0 }) },
  { additionalProperties: false },
);

const CarrierSchema = Type.Object(
  {
    profile: oneOf(PROFILES),
    host: Type.String({ minLength: 1 }),
    /** Ports; 0 takes a free one, which the `ready` message names. */
    smscPort: port(),
    mnoPort: port(),
    controlPort: port(),
    /** Where applets connect: the accelerator, or a region itself. */
    appletTarget: Type.Object(
      { host: Type.String({ minLength: 1 }), port: port() },
      { additionalProperties: false },
    ),
    /** The secret `applet-master-key`. */
    appletMasterKey: Type.String({ pattern: '^[0-9a-fA-F]{32}$' }),
    /** Who may bind: SMPP allows 15 and 8 characters (section 5.2.1 and 5.2.2). */
    systems: Type.Array(
      Type.Object(
        {
          systemId: Type.String({ minLength: 1, maxLength: 15 }),
          password: Type.String({ maxLength: 8 }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1 },
    ),
    operatorToken: Type.String({ minLength: 8 }),
    /** Bearer token that the operator's API asks for; absent: none. */
    mnoToken: Type.Optional(Type.String({ minLength: 1 })),
    seed: Type.Integer({ minimum: 0 }),
    /** 1: people take their time; 0: everybody answers at once. */
    pace: Type.Number({ minimum: 0, maximum: 10 }),
    spares: Type.Integer({ minimum: 0, maximum: 100 }),
    /** Part of the subscribers who live nearest to the usually active region. */
    homeShare: Type.Number({ minimum: 0, maximum: 1 }),
    messagesPerSecondPerBind: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    responseIds: oneOf(ID_FORMS),
    receiptIds: oneOf(ID_FORMS),
    receiptTlvs: Type.Boolean(),
    deliveryTime: Span,
    receiptTime: Span,
    drainMs: Type.Integer({ minimum: 0, maximum: 600_000 }),
    /** File to which the process appends what it saw. */
    history: Type.Optional(Type.String({ minLength: 1 })),
  },
  { additionalProperties: false },
);

export type CarrierSettings = Static<typeof CarrierSchema>;

export const DEFAULT_DRAIN_MS = 5_000;

const DEFAULTS = {
  host: '127.0.0.1',
  seed: 1,
  pace: 1,
  spares: 20,
  homeShare: 0.7,
  responseIds: 'decimal',
  receiptIds: 'decimal',
  receiptTlvs: true,
  deliveryTime: { minMs: 10, maxMs: 60 },
  receiptTime: { minMs: 20, maxMs: 150 },
  drainMs: DEFAULT_DRAIN_MS,
} as const satisfies Partial<CarrierSettings>;

type Defaulted = keyof typeof DEFAULTS;

/** What has a default may be left out; `messagesPerSecondPerBind` is the topology's unless given. */
export type CarrierOptions = Omit<CarrierSettings, Defaulted> &
  Partial<Pick<CarrierSettings, Defaulted>>;

const check = checker('carrier', CarrierSchema);

/** Throws InvalidInputError naming the field and what is allowed. */
export function carrierSettings(options: CarrierOptions): CarrierSettings {
  return check({ ...DEFAULTS, ...options });
}
