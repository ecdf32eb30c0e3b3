import {
  ERRORS,
  ID_PATTERN,
  MODELS,
  MSISDN_PATTERN,
  OUTCOME_STATUSES,
  RESPONSE_TYPES,
} from '@tandem/core';
import type { Topology } from '@tandem/topology';
import { type Static, Type } from 'typebox';
import { MAX_CALLBACK_URL_LENGTH } from '../callback-url/index.ts';

const oneOf = <const T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values] });
const hex64 = (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', description });
const time = (description: string) => Type.String({ format: 'date-time', description });

/** No C0 or C1 control character: a popup shows one text, not commands to a terminal. */
const POPUP_TEXT = '^[^\\u0000-\\u001f\\u007f-\\u009f]*$';
export const REQUEST_ID_PATTERN = '^[A-Za-z0-9._:-]{1,64}$';

/** SimApprovalRequest with the figures of the topology. */
export function approvalRequestSchema(figures: Topology['authentication']) {
  return Type.Object(
    {
      requestId: Type.String({
        pattern: REQUEST_ID_PATTERN,
        description: 'Your id of this request; a retry repeats it. Unique for 30 days.',
      }),
      msisdn: Type.String({
        pattern: MSISDN_PATTERN,
        description: 'The subscriber, E.164.',
        examples: ['+14045550101'],
      }),
      cbUrl: Type.String({
        minLength: 1,
        maxLength: MAX_CALLBACK_URL_LENGTH,
        description: 'Where the outcome is sent: https, on your allow-list, a public address.',
      }),
      message: Type.Optional(
        Type.String({
          maxLength: figures.maxMessageLength,
          pattern: POPUP_TEXT,
          description: 'What the subscriber reads; only the model silent may leave it out.',
        }),
      ),
      model: Type.Optional(
        Type.Unsafe<(typeof MODELS)[number]>({
          type: 'string',
          enum: [...MODELS],
          default: 'touch',
          description:
            'silent: no popup; touch: yes or no; multisecure: free text; itemselect: one of items.',
        }),
      ),
      items: Type.Optional(
        Type.Array(
          Type.String({ minLength: 1, maxLength: figures.maxItemLength, pattern: POPUP_TEXT }),
          {
            minItems: 1,
            maxItems: figures.maxItems,
            uniqueItems: true,
            description: 'The choices; with the model itemselect only.',
          },
        ),
      ),
      popupSeconds: Type.Optional(
        Type.Integer({
          minimum: figures.minPopupSeconds,
          maximum: figures.maxPopupSeconds,
          default: figures.defaultPopupSeconds,
          description: 'How long the subscriber has.',
        }),
      ),
    },
    { $id: 'SimApprovalRequest', additionalProperties: false },
  );
}
export type SimApprovalRequest = Static<ReturnType<typeof approvalRequestSchema>>;

export const AcceptanceSchema = Type.Object(
  {
    transactionId: Type.String({ pattern: ID_PATTERN }),
    requestId: Type.String({ pattern: REQUEST_ID_PATTERN }),
    status: Type.Literal('ACCEPTED'),
  },
  { $id: 'Acceptance', additionalProperties: false },
);
export type Acceptance = Static<typeof AcceptanceSchema>;

export const ApprovalSchema = Type.Object(
  {
    transactionId: Type.String({ pattern: ID_PATTERN }),
    requestId: Type.String({ pattern: REQUEST_ID_PATTERN }),
    status: oneOf(['ACCEPTED', 'DECIDED']),
    model: oneOf(MODELS),
    acceptedAt: time('When the request was accepted.'),
    deadline: time('When the outcome is decided at the latest.'),
    outcome: Type.Optional(
      Type.Object(
        {
          responseType: oneOf(RESPONSE_TYPES),
          status: oneOf(OUTCOME_STATUSES),
          decidedAt: time('When the outcome was decided.'),
          answer: Type.Optional(Type.String()),
          simIdentifier: Type.Optional(hex64('The SIM, as only you know it.')),
          deviceIdentifier: Type.Optional(hex64('The device, as only you know it.')),
          lastImeiChange: Type.Optional(Type.String()),
        },
        { additionalProperties: false, description: 'Present once decided; it never changes.' },
      ),
    ),
    callback: Type.Optional(
      Type.Object(
        {
          state: oneOf(['pending', 'delivered', 'dead']),
          attempts: Type.Integer({ minimum: 0 }),
        },
        { additionalProperties: false, description: 'How the delivery of the outcome stands.' },
      ),
    ),
  },
  { $id: 'Approval', additionalProperties: false },
);
export type Approval = Static<typeof ApprovalSchema>;

export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: oneOf(Object.keys(ERRORS)),
    retryable: Type.Boolean({ description: 'The same request may succeed later unchanged.' }),
    instance: Type.Optional(Type.String()),
  },
  { $id: 'Problem', description: 'RFC 9457.' },
);

export const TokenSchema = Type.Object(
  {
    access_token: Type.String(),
    token_type: Type.Literal('Bearer'),
    expires_in: Type.Integer({ description: 'Seconds.' }),
  },
  { $id: 'Token', additionalProperties: false },
);

export const TokenErrorSchema = Type.Object(
  {
    error: oneOf(['invalid_request', 'invalid_client', 'unsupported_grant_type']),
    error_description: Type.String(),
  },
  { $id: 'TokenError', description: 'RFC 6749 section 5.2.' },
);

export const HealthSchema = Type.Object(
  {
    status: oneOf(['UP', 'DOWN']),
    reasons: Type.Optional(Type.Array(Type.String())),
  },
  { $id: 'Health', additionalProperties: false },
);
