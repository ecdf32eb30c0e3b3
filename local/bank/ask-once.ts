import { MODELS, newId } from '@tandem/core';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { fleetSubscribers } from '../carrier/fleet.ts';
import { PERSONA_NAMES, type PersonaName } from '../carrier/personas.ts';
import { firstOf } from '../carrier/phones.ts';
import { ControlError } from '../control-server.ts';
import type { BankClient } from './client.ts';

const Body = Type.Object(
  {
    /** Whose first subscriber is asked; so no number has to travel. */
    persona: Type.Unsafe<PersonaName>({ type: 'string', enum: [...PERSONA_NAMES] }),
    model: Type.Unsafe<(typeof MODELS)[number]>({ type: 'string', enum: [...MODELS] }),
    message: Type.String({ minLength: 1, maxLength: 500 }),
    items: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 10 }),
    ),
    popupSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 120 })),
  },
  { additionalProperties: false },
);

/** POST /approvals: one approval, asked as a customer asks it. */
export function addAskRoute(
  app: FastifyInstance,
  client: () => BankClient,
  now: () => number,
): void {
  const fleet = { subscribers: fleetSubscribers() };
  app.post<{ Body: Static<typeof Body> }>(
    '/approvals',
    { schema: { body: Body } },
    async ({ body: { persona, ...approval } }, reply) => {
      const { msisdn } = firstOf(fleet, persona);
      const requestId = `try-${newId(now())}`;
      const submission = await client().submit({ ...approval, msisdn }, requestId);
      if (submission.kind === 'accepted') {
        const { transactionId, region } = submission;
        reply.code(202);
        return { transactionId, requestId, ...(region === undefined ? {} : { region }) };
      }
      if (submission.kind === 'refused') {
        throw new ControlError(409, 'refused', submission.detail || `HTTP ${submission.status}`);
      }
      throw new ControlError(503, 'no-answer', `The API did not answer: ${submission.reason}.`);
    },
  );
}
