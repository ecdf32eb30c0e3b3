import { Type } from 'typebox';

const share = () =>
  Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'Part of the callbacks that it hits; all by default.',
    }),
  );

/** How a customer's endpoint misbehaves. None of them records the outcome it refuses or drops. */
export const CallbackFaultSchema = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('refuse'),
      status: Type.Integer({ minimum: 400, maximum: 599 }),
      share: share(),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('slow'),
      delayMs: Type.Integer({ minimum: 1, maximum: 600_000 }),
      share: share(),
    },
    { additionalProperties: false },
  ),
  Type.Object({ kind: Type.Literal('drop'), share: share() }, { additionalProperties: false }),
]);

export type CallbackFault =
  | { readonly kind: 'refuse'; readonly status: number; readonly share?: number }
  | { readonly kind: 'slow'; readonly delayMs: number; readonly share?: number }
  | { readonly kind: 'drop'; readonly share?: number };
