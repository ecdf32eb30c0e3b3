import type { Notification } from '@tandem/applet';
import type { AppletStatus, Model, ResponseType } from '@tandem/core';
import { within } from '../random.ts';
import { PERSONAS, type Persona, type PersonaName } from './personas.ts';
import type { HandsetTimings } from './timings.ts';

const SECOND_MS = 1_000;
/** People who answer do so while the popup is still there. */
const LATEST_IN_POPUP = 0.8;
const SECRET_TEXT = '4711';

/** How long the popup stays until something happens. @param unit in [0, 1), this person's luck today */
export function thinkMs(
  persona: Persona,
  popup: Pick<Notification, 'model' | 'popupDuration'>,
  timings: HandsetTimings,
  unit: number,
): number {
  const lapsesMs = popup.popupDuration * SECOND_MS;
  if (persona.think === 'past-the-deadline') {
    return lapsesMs + timings.wakeAllowanceMs + within(timings.late, unit);
  }
  if (popup.model === 'silent') return 0;
  if (persona.think === 'until-it-lapses') return lapsesMs;
  const span = persona.think === 'slow' ? timings.slowThink : timings.quickThink;
  return Math.min(within(span, unit), lapsesMs * LATEST_IN_POPUP);
}

/**
 * The status of the n-th answer (from 0) to one notification; `undefined`: there is none. A silent
 * notification shows nothing, so only what the applet itself does counts there, not the person.
 */
export function answerStatus(
  persona: Persona,
  model: Model,
  nth: number,
): AppletStatus | undefined {
  const status = persona.answers[Math.min(nth, persona.answers.length - 1)];
  if (model !== 'silent') return status;
  return status === '03' || status === '04' ? status : '00';
}

/** Field `answer` of frame 3221. */
export function answerText(
  popup: Pick<Notification, 'model' | 'items'>,
  status: AppletStatus,
): string {
  if (status !== '00') return '';
  if (popup.model === 'multisecure') return SECRET_TEXT;
  return popup.model === 'itemselect' ? (popup.items[0] ?? '') : '';
}

/** What a customer hears in the end, when nothing else goes wrong and the deadline allows it. */
export function expectedResponse(name: PersonaName, model: Model): ResponseType {
  const persona: Persona = PERSONAS[name];
  if (!persona.registered) return 'NOT_REGISTERED';
  const answers = persona.polls !== 'never' && persona.mac === 'right';
  if (!answers || persona.think === 'past-the-deadline') return 'NOT_AVAILABLE';
  switch (answerStatus(persona, model, persona.answers.length)) {
    case '00':
      return model === 'silent' ? 'VERIFIED' : model === 'touch' ? 'APPROVED' : 'ANSWERED';
    case '01':
      return 'REJECTED';
    case '04':
      return 'FAILED';
    default:
      return 'NOT_AVAILABLE';
  }
}
