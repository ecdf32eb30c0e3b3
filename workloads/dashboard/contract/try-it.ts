import { MODELS } from '@tandem/core';
import { type Static, Type } from 'typebox';
import { closed, name, nullable, oneOf, time } from './shared.ts';

/** GET try/personas. */
export const PersonasSchema = Type.Object({
  personas: Type.Array(
    Type.Object({
      name: Type.String(),
      sentence: Type.String(),
      /** Masked; the number itself never leaves the server. */
      number: Type.String(),
      /** Whether its phone can be answered by hand. */
      answerable: Type.Boolean(),
    }),
  ),
});
export type Personas = Static<typeof PersonasSchema>;

/** POST try/approvals. Needs an X-CSRF-Token. `manual`: the phone waits for a person to answer. */
export const TrySchema = Type.Object(
  {
    persona: name(),
    model: oneOf(MODELS),
    message: Type.String({ minLength: 1, maxLength: 500 }),
    items: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 10 }),
    ),
    popupSeconds: Type.Optional(Type.Integer({ minimum: 5, maximum: 120 })),
    answering: oneOf(['persona', 'manual']),
  },
  closed,
);
export type Try = Static<typeof TrySchema>;

export const TriedSchema = Type.Object({
  transactionId: Type.String(),
  requestId: Type.String(),
  /** The region that accepted it. */
  region: Type.Optional(Type.String()),
});
export type Tried = Static<typeof TriedSchema>;

/** GET try/phones/:persona. */
export const PhoneSchema = Type.Object({
  persona: Type.String(),
  /** Whether a person answers in its place, and until when. */
  manualUntil: nullable(time()),
  popup: nullable(
    Type.Object({
      notificationId: Type.String(),
      text: Type.String(),
      model: oneOf(MODELS),
      items: Type.Array(Type.String()),
      shownAt: time(),
      lapsesAt: time(),
    }),
  ),
});
export type Phone = Static<typeof PhoneSchema>;

export const PhoneParamsSchema = Type.Object({ persona: name() });
export type PhoneParams = Static<typeof PhoneParamsSchema>;

/** POST try/phones/:persona/answer. Needs an X-CSRF-Token. */
export const AnswerSchema = Type.Object(
  {
    notificationId: Type.String({ minLength: 1, maxLength: 64 }),
    answer: oneOf(['accept', 'refuse', 'ignore']),
    /** The text of multisecure, or the item of itemselect. */
    text: Type.Optional(Type.String({ maxLength: 200 })),
  },
  closed,
);
export type Answer = Static<typeof AnswerSchema>;

/** POST try/regions/:region/:action. Needs an X-CSRF-Token. Answered 202 before it is done. */
export const FAULTS = ['stop', 'start', 'freeze', 'resume'] as const;
export const RegionFaultSchema = Type.Object({ region: name(), action: oneOf(FAULTS) });
export type RegionFault = Static<typeof RegionFaultSchema>;

/** GET try/processes. */
export const ProcessesSchema = Type.Object({
  processes: Type.Array(
    Type.Object({
      name: Type.String(),
      role: Type.String(),
      region: Type.Optional(Type.String()),
      state: oneOf(['starting', 'ready', 'waiting', 'stopped', 'frozen']),
    }),
  ),
  incidents: Type.Array(Type.Object({ at: time(), text: Type.String() })),
});
export type Processes = Static<typeof ProcessesSchema>;
