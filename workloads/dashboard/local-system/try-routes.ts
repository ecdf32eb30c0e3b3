import { TandemError } from '@tandem/core';
import type { FastifyInstance } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { principalOf } from '../access/principal.ts';
import type { Actions } from '../audit/actions.ts';
import {
  type Answer,
  AnswerSchema,
  PersonasSchema,
  type PhoneParams,
  PhoneParamsSchema,
  PhoneSchema,
  ProcessesSchema,
  type RegionFault,
  RegionFaultSchema,
  TriedSchema,
  type Try,
  TrySchema,
} from '../schemas.ts';
import type { LocalControls } from './controls.ts';

export interface TryRoutesOptions {
  readonly controls: LocalControls;
  readonly actions: Actions;
}

/** How long a person may hold a phone, from each approval on. */
const HOLD_MS = 300_000;
/** An approval goes through the edge, and may meet a region that was just lost. */
const ASK_MS = 15_000;
/** The answer must be out before the region that gives it is gone. */
const FAULT_AFTER_MS = 300;

/** As in frame 3221. */
const STATUSES = { accept: '00', refuse: '01', ignore: '02' } as const;

const operator = { role: 'operator' } as const;
const action = { role: 'operator', action: true } as const;

/** Only on a local system: an approval by hand, the phone that it reaches, and the loss of a region. */
export function tryRoutes(server: FastifyInstance, { controls, actions }: TryRoutesOptions): void {
  const askFor = async <S extends TSchema>(
    schema: S,
    ...asked: Parameters<LocalControls['ask']>
  ): Promise<Static<S>> => {
    const value = await controls.ask(...asked);
    if (Value.Check(schema, value)) return value;
    throw new TandemError('local-refused', { reason: `The ${asked[0]} answered something else` });
  };
  const phone = (persona: string, path = '', body?: unknown) =>
    askFor(PhoneSchema, 'carrier', `/phones/${encodeURIComponent(persona)}${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body }),
    });

  server.get(
    '/try/personas',
    { config: operator, schema: { hide: true, response: { 200: PersonasSchema } } },
    () => askFor(PersonasSchema, 'carrier', '/personas'),
  );
  server.post<{ Body: Try }>(
    '/try/approvals',
    { config: action, schema: { hide: true, body: TrySchema, response: { 202: TriedSchema } } },
    async (request, reply) => {
      const { answering, ...approval } = request.body;
      const { persona } = approval;
      const asked = { action: 'try-approval', target: persona };
      const tried = await actions.perform(principalOf(request), asked, async () => {
        const forMs = answering === 'manual' && approval.model !== 'silent' ? HOLD_MS : 0;
        await phone(persona, '/hold', { forMs });
        const call = { method: 'POST', body: approval, timeoutMs: ASK_MS } as const;
        return askFor(TriedSchema, 'bank', '/approvals', call);
      });
      return reply.code(202).send(tried);
    },
  );
  server.get<{ Params: PhoneParams }>(
    '/try/phones/:persona',
    {
      config: operator,
      schema: { hide: true, params: PhoneParamsSchema, response: { 200: PhoneSchema } },
    },
    ({ params: { persona } }) => phone(persona),
  );
  server.post<{ Params: PhoneParams; Body: Answer }>(
    '/try/phones/:persona/answer',
    {
      config: action,
      schema: {
        hide: true,
        params: PhoneParamsSchema,
        body: AnswerSchema,
        response: { 200: PhoneSchema },
      },
    },
    (request) => {
      const { persona } = request.params;
      const { notificationId, answer, text = '' } = request.body;
      const given = { notificationId, status: STATUSES[answer], text };
      const asked = { action: `try-${answer}`, target: notificationId };
      return actions.perform(principalOf(request), asked, () => phone(persona, '/answer', given));
    },
  );
  server.get(
    '/try/processes',
    { config: operator, schema: { hide: true, response: { 200: ProcessesSchema } } },
    () => askFor(ProcessesSchema, 'supervisor', '/status'),
  );
  server.post<{ Params: RegionFault }>(
    '/try/regions/:region/:action',
    { config: action, schema: { hide: true, params: RegionFaultSchema } },
    async (request, reply) => {
      const { region, action: fault } = request.params;
      const path = `/regions/${encodeURIComponent(region)}/${fault}?afterMs=${FAULT_AFTER_MS}`;
      const asked = { action: `region-${fault}`, target: region };
      await actions.perform(
        principalOf(request),
        asked,
        () => controls.ask('supervisor', path, { method: 'POST' }),
        'even-unrecorded',
      );
      return reply.code(202).send({ region, action: fault });
    },
  );
}
