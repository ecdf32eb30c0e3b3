import type { ConnectionOptions } from 'node:tls';
import type { Clock } from '@tandem/core';
import { type Static, Type } from 'typebox';
import { milliseconds, optionsChecker, Port, SessionOptions } from '../options.ts';
import type { Pdu } from '../pdu/pdu.ts';
import type { AnswerTo } from '../session/answers.ts';

const EsmeSettings = Type.Object(
  {
    ...SessionOptions.properties,
    host: Type.String({ minLength: 1 }),
    port: Port,
    systemId: Type.String({ maxLength: 15 }),
    password: Type.String({ maxLength: 8 }),
    systemType: Type.String({ maxLength: 12, default: '' }),
    bindType: Type.Enum(['transceiver', 'transmitter', 'receiver'], { default: 'transceiver' }),
    /** The ESME addresses that this bind serves (section 5.2.7). */
    addressRange: Type.Optional(
      Type.Object(
        {
          ton: Type.Integer({ minimum: 0, maximum: 255, default: 0 }),
          npi: Type.Integer({ minimum: 0, maximum: 255, default: 0 }),
          range: Type.String({ maxLength: 40, default: '' }),
        },
        { additionalProperties: false },
      ),
    ),
    connectTimeoutMs: milliseconds(1, 10_000),
    reconnect: Type.Object(
      {
        minMs: milliseconds(1, 500),
        maxMs: milliseconds(1, 30_000),
      },
      { default: {}, additionalProperties: false },
    ),
    throttle: Type.Object(
      {
        minMs: milliseconds(1, 500),
        maxMs: milliseconds(1, 10_000),
      },
      { default: {}, additionalProperties: false },
    ),
    messagesPerSecond: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  },
  { additionalProperties: false },
);

export type EsmeSettings = Static<typeof EsmeSettings>;

export type DeliverAnswer = AnswerTo<'deliver_sm'>;

/** What is not plain data. */
export interface EsmeDependencies {
  /** TLS to the SMSC; the certificate is verified unless `rejectUnauthorized: false` is given. */
  readonly tls?: true | ConnectionOptions;
  /**
   * Answers deliver_sm and data_sm of the SMSC with a command_status (or response fields), at once or
   * later. Without it both are refused with ESME_RX_T_APPN, so that the SMSC keeps them.
   */
  readonly onDeliver?: (
    pdu: Pdu<'deliver_sm' | 'data_sm'>,
  ) => DeliverAnswer | PromiseLike<DeliverAnswer>;
  readonly clock?: Clock;
  readonly random?: () => number;
}

type Defaulted =
  | keyof SessionOptions
  | 'systemType'
  | 'bindType'
  | 'connectTimeoutMs'
  | 'reconnect'
  | 'throttle'
  | 'addressRange';

/** Times in milliseconds; what has a default may be left out (see docs/reference/smpp.md). */
export type EsmeOptions = Omit<EsmeSettings, Defaulted> &
  Partial<Omit<Pick<EsmeSettings, Defaulted>, 'reconnect' | 'throttle' | 'addressRange'>> & {
    readonly reconnect?: Partial<EsmeSettings['reconnect']>;
    readonly throttle?: Partial<EsmeSettings['throttle']>;
    readonly addressRange?: Partial<NonNullable<EsmeSettings['addressRange']>>;
  } & EsmeDependencies;

const check = optionsChecker(EsmeSettings, 'ESME options');

/** Throws TypeError naming the fields that are wrong. */
export function splitEsmeOptions(options: EsmeOptions): [EsmeSettings, EsmeDependencies] {
  const { tls, onDeliver, clock, random, ...data } = options;
  return [check(data), options];
}
