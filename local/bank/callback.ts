import { hash } from 'node:crypto';
import { ID_PATTERN, RESPONSE_TYPES, type ResponseType } from '@tandem/core';
import { Type } from 'typebox';
import { checker } from '../validation.ts';

const optionalText = () =>
  Type.Optional(Type.Union([Type.String({ maxLength: 1_024 }), Type.Null()]));

/** SimApprovalResponse. Fields unknown here are let through: adding some is free. */
const CallbackSchema = Type.Object({
  responseType: Type.Unsafe<ResponseType>({ type: 'string', enum: [...RESPONSE_TYPES] }),
  requestId: Type.String({ minLength: 1, maxLength: 128 }),
  transactionId: Type.String({ pattern: ID_PATTERN }),
  status: Type.String({ minLength: 1, maxLength: 64 }),
  simIdentifier: optionalText(),
  deviceIdentifier: optionalText(),
  lastImeiChange: optionalText(),
  answer: optionalText(),
});

/** One outcome as the bank was told, and how often. */
export interface CallbackRecord {
  readonly transactionId: string;
  readonly requestId: string;
  readonly responseType: ResponseType;
  readonly status: string;
  readonly simIdentifier: string | null;
  readonly deviceIdentifier: string | null;
  readonly lastImeiChange: string | null;
  readonly answer: string | null;
  /** Unix milliseconds of the first delivery. */
  readonly receivedAt: number;
}

const check = checker('callback', CallbackSchema);

/** Throws InvalidInputError, or SyntaxError for what is not JSON. */
export function parseCallback(body: string, receivedAt: number): CallbackRecord {
  const callback = check(JSON.parse(body));
  return {
    transactionId: callback.transactionId,
    requestId: callback.requestId,
    responseType: callback.responseType,
    status: callback.status,
    simIdentifier: callback.simIdentifier ?? null,
    deviceIdentifier: callback.deviceIdentifier ?? null,
    lastImeiChange: callback.lastImeiChange ?? null,
    answer: callback.answer ?? null,
    receivedAt,
  };
}

/** Two deliveries say the same exactly when their fingerprints are equal. */
export function fingerprint(callback: CallbackRecord): string {
  const { receivedAt: _, ...content } = callback;
  return hash('sha256', JSON.stringify(content), 'base64');
}
