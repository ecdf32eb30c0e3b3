import { PERSONA_NAMES, type PersonaName } from './personas.ts';

/** What happened to the subscribers of one persona since the start. */
export interface PersonaCounts {
  wakeUps: number;
  /** User data that is no wake-up of this applet: wrong MAC or not a frame. */
  invalidWakeUps: number;
  polls: number;
  popups: number;
  answers: number;
  recorded: number;
  late: number;
  unknown: number;
  /** Exchanges that gave no reply. */
  failures: number;
  /** Exchanges answered 3199. */
  refusals: number;
  /** Polls and answers repeated until nobody cared any more. */
  givenUp: number;
}

export type CountsByPersona = Readonly<Record<PersonaName, PersonaCounts>>;

export function newCounts(): CountsByPersona {
  const entries = PERSONA_NAMES.map((name) => [
    name,
    {
      wakeUps: 0,
      invalidWakeUps: 0,
      polls: 0,
      popups: 0,
      answers: 0,
      recorded: 0,
      late: 0,
      unknown: 0,
      failures: 0,
      refusals: 0,
      givenUp: 0,
    } satisfies PersonaCounts,
  ]);
  return Object.fromEntries(entries) as CountsByPersona;
}
