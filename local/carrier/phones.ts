import { APPLET_STATUSES, type AppletStatus, maskMsisdn } from '@tandem/core';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { ControlError } from '../control-server.ts';
import type { Fleet, FleetSubscriber } from './fleet.ts';
import { PERSONA_NAMES, PERSONAS, type PersonaName } from './personas.ts';
import type { Screens } from './screens.ts';

export interface PhonesOptions {
  readonly fleet: Fleet;
  readonly screens: Screens;
}

const MAX_HOLD_MS = 900_000;
const PersonaSchema = Type.Unsafe<PersonaName>({ type: 'string', enum: [...PERSONA_NAMES] });
const Params = Type.Object({ persona: PersonaSchema });
type Params = Static<typeof Params>;
const Hold = Type.Object(
  {
    /** 0: its persona answers again. */
    forMs: Type.Integer({ minimum: 0, maximum: MAX_HOLD_MS }),
  },
  { additionalProperties: false },
);
const Answer = Type.Object(
  {
    notificationId: Type.String({ minLength: 1, maxLength: 64 }),
    status: Type.Unsafe<AppletStatus>({ type: 'string', enum: [...APPLET_STATUSES] }),
    text: Type.String({ maxLength: 200 }),
  },
  { additionalProperties: false },
);

/** GET /personas; GET /phones/{persona}, POST …/hold and …/answer: the first handset of each persona by hand. */
export function addPhoneRoutes(app: FastifyInstance, { fleet, screens }: PhonesOptions): void {
  const view = ({ persona, index }: FleetSubscriber) => ({
    persona,
    manualUntil: screens.heldUntil(index) ?? null,
    popup: screens.popupOf(index) ?? null,
  });
  app.get('/personas', async () => ({
    personas: PERSONA_NAMES.map((name) => ({
      name,
      sentence: PERSONAS[name].sentence,
      number: maskMsisdn(firstOf(fleet, name).msisdn),
      answerable: isAnswerable(name),
    })),
  }));
  app.get<{ Params: Params }>('/phones/:persona', { schema: { params: Params } }, async (request) =>
    view(firstOf(fleet, request.params.persona)),
  );
  app.post<{ Params: Params; Body: Static<typeof Hold> }>(
    '/phones/:persona/hold',
    { schema: { params: Params, body: Hold } },
    async ({ params: { persona }, body: { forMs } }) => {
      if (forMs > 0 && !isAnswerable(persona)) {
        throw new ControlError(409, 'not-answerable', `No popup ever reaches ${persona}.`);
      }
      const phone = firstOf(fleet, persona);
      screens.hold(phone.index, forMs);
      return view(phone);
    },
  );
  app.post<{ Params: Params; Body: Static<typeof Answer> }>(
    '/phones/:persona/answer',
    { schema: { params: Params, body: Answer } },
    async ({ params: { persona }, body: { notificationId, status, text } }) => {
      const phone = firstOf(fleet, persona);
      if (screens.answer(phone.index, notificationId, { status, text })) return view(phone);
      const detail = 'The phone shows this popup no more, or its persona answers it.';
      throw new ControlError(409, 'no-popup', detail);
    },
  );
}

/** The first subscriber of the fleet that behaves so: the same at every start. */
export function firstOf({ subscribers }: Pick<Fleet, 'subscribers'>, persona: PersonaName) {
  const found = subscribers.find((each) => each.persona === persona);
  if (found) return found;
  throw new ControlError(404, 'not-found', `Nobody in this fleet is ${persona}.`);
}

function isAnswerable(name: PersonaName): boolean {
  const { polls, mac, registered } = PERSONAS[name];
  return polls !== 'never' && mac === 'right' && registered;
}
