import type { AppletStatus } from '@tandem/core';

/** How one kind of subscriber, handset and SIM behaves, as data that the SMSC, the handsets and the MNO API read. */
export interface Persona {
  readonly name: string;
  /** The last two digits of the numbers that behave so; absent for the one that all others have. */
  readonly digits?: number;
  readonly sentence: string;
  /** Whether the handset takes SMS: if not, the SMSC gives up at the end of validity. */
  readonly reachable: boolean;
  /** Whether the SMSC's delivery receipt reaches the ESME. */
  readonly receipt: 'sent' | 'lost';
  /** What the applet does when it was woken. */
  readonly polls: 'never' | 'once' | 'twice';
  readonly mac: 'right' | 'wrong';
  /** Status of the first, second, … answer to one notification; the last repeats. Empty: never answers. */
  readonly answers: readonly AppletStatus[];
  readonly think: 'quick' | 'slow' | 'until-it-lapses' | 'past-the-deadline';
  /** Whether Tandem has an applet for the number. */
  readonly registered: boolean;
  /** Whether the operator reports a SIM change of the last hours. */
  readonly simSwapped: boolean;
}

const APPROVES = {
  reachable: true,
  receipt: 'sent',
  polls: 'once',
  mac: 'right',
  answers: ['00'],
  think: 'quick',
  registered: true,
  simSwapped: false,
} as const satisfies Omit<Persona, 'name' | 'sentence'>;

/** docs/guides/personas.md shows this table; a test compares them. */
export const PERSONAS = {
  approves: {
    ...APPROVES,
    name: 'approves',
    digits: 1,
    sentence: 'Accepts every popup after a moment.',
  },
  rejects: {
    ...APPROVES,
    name: 'rejects',
    digits: 2,
    sentence: 'Refuses every popup after a moment.',
    answers: ['01'],
  },
  ignores: {
    ...APPROVES,
    name: 'ignores',
    digits: 3,
    sentence: 'Fetches the popup and never answers it.',
    answers: [],
    think: 'until-it-lapses',
  },
  slow: {
    ...APPROVES,
    name: 'slow',
    digits: 4,
    sentence: 'Accepts, but only after some seconds.',
    think: 'slow',
  },
  off: {
    ...APPROVES,
    name: 'off',
    digits: 5,
    sentence: 'Is switched off: the SMSC reports undeliverable at the end of validity.',
    reachable: false,
    polls: 'never',
  },
  duplicates: {
    ...APPROVES,
    name: 'duplicates',
    digits: 6,
    sentence: 'Sends every poll and every answer twice.',
    polls: 'twice',
  },
  late: {
    ...APPROVES,
    name: 'late',
    digits: 7,
    sentence: 'Accepts after the deadline has passed.',
    think: 'past-the-deadline',
  },
  'wrong-mac': {
    ...APPROVES,
    name: 'wrong-mac',
    digits: 8,
    sentence: 'Signs its frames with a key that is not its own.',
    mac: 'wrong',
  },
  'no-input': {
    ...APPROVES,
    name: 'no-input',
    digits: 9,
    sentence: 'Lets the popup lapse and says so (status 02).',
    answers: ['02'],
    think: 'until-it-lapses',
  },
  busy: {
    ...APPROVES,
    name: 'busy',
    digits: 10,
    sentence: 'Has its SIM toolkit busy at first (status 03), then accepts.',
    answers: ['03', '00'],
  },
  'applet-error': {
    ...APPROVES,
    name: 'applet-error',
    digits: 11,
    sentence: 'Has an applet that fails to show the popup (status 04).',
    answers: ['04'],
  },
  'lost-receipt': {
    ...APPROVES,
    name: 'lost-receipt',
    digits: 12,
    sentence: 'Accepts, while the delivery receipt of its SMS gets lost.',
    receipt: 'lost',
  },
  silent: {
    ...APPROVES,
    name: 'silent',
    digits: 13,
    sentence: 'Gets the SMS, as the receipt says, and never polls.',
    polls: 'never',
  },
  'swapped-sim': {
    ...APPROVES,
    name: 'swapped-sim',
    digits: 14,
    sentence: 'Accepts from a SIM that was changed in the last hours.',
    simSwapped: true,
  },
  unregistered: {
    ...APPROVES,
    name: 'unregistered',
    digits: 15,
    sentence: 'Is known to the operator and has no applet.',
    polls: 'never',
    registered: false,
  },
  ordinary: { ...APPROVES, name: 'ordinary', sentence: 'Accepts, as most subscribers do.' },
} as const satisfies Record<string, Persona>;

export type PersonaName = keyof typeof PERSONAS;

export const PERSONA_NAMES = Object.keys(PERSONAS) as PersonaName[];

const BY_DIGITS = new Map<number, PersonaName>(
  Object.values(PERSONAS).flatMap((persona) =>
    'digits' in persona ? [[persona.digits, persona.name] as const] : [],
  ),
);

/** The persona of a number by its last two digits, the same in every area code. */
export function personaOfDigits(digits: number): PersonaName {
  return BY_DIGITS.get(digits) ?? 'ordinary';
}
