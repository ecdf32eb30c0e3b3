import type { TlsOptions } from 'node:tls';
import type { Clock } from '@tandem/core';
import { type Static, Type } from 'typebox';
import { milliseconds, optionsChecker, Port, SessionOptions } from '../options.ts';
import type { BindCommand, Pdu, RequestName } from '../pdu/pdu.ts';
import type { AnswerTo } from '../session/answers.ts';
import type { SmscSession } from './smsc-session.ts';

const SmscSettings = Type.Object(
  {
    ...SessionOptions.properties,
    host: Type.String({ minLength: 1, default: '127.0.0.1' }),
    /** 0: any free port, see `port`. */
    port: Port,
    /** What the bind responses carry. */
    systemId: Type.String({ maxLength: 15, default: 'SMSC' }),
    /** How long a connection may stay without a bind. */
    bindTimeoutMs: milliseconds(1, 10_000),
    /** Connections, bound or not; further ones are closed at once. */
    maxSessions: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1_000 }),
  },
  { additionalProperties: false },
);

export type SmscSettings = Static<typeof SmscSettings>;

/** Requests of an ESME besides submit_sm. */
export type OtherRequest = Pdu<
  Extract<RequestName, 'submit_multi' | 'data_sm' | 'query_sm' | 'cancel_sm' | 'replace_sm'>
>;

export type OtherAnswer = AnswerTo<OtherRequest['command']>;

export interface SmscDependencies {
  /** TLS with this key and certificate. */
  readonly tls?: TlsOptions;
  /** Returns ESME_ROK to accept the bind, else the status to refuse it with; the connection then ends. */
  readonly authenticate: (
    bind: Pdu<BindCommand>,
    peer: { readonly address: string },
  ) => number | PromiseLike<number>;
  readonly onSubmit: (
    session: SmscSession,
    pdu: Pdu<'submit_sm'>,
  ) => AnswerTo<'submit_sm'> | PromiseLike<AnswerTo<'submit_sm'>>;
  /** Without it these are refused with ESME_RINVCMDID: the SMSC does not offer them. */
  readonly onRequest?: (
    session: SmscSession,
    pdu: OtherRequest,
  ) => OtherAnswer | PromiseLike<OtherAnswer>;
  readonly clock?: Clock;
}

type Defaulted = Exclude<keyof SmscSettings, 'port'>;

/** Times in milliseconds; what has a default may be left out (see docs/reference/smpp.md). */
export type SmscOptions = Omit<SmscSettings, Defaulted> &
  Partial<Pick<SmscSettings, Defaulted>> &
  SmscDependencies;

const check = optionsChecker(SmscSettings, 'SMSC options');

/** Throws TypeError naming the fields that are wrong. */
export function splitSmscOptions(options: SmscOptions): [SmscSettings, SmscDependencies] {
  const { tls, authenticate, onSubmit, onRequest, clock, ...data } = options;
  return [check(data), options];
}
