import { MacKey } from '../cmac.ts';
import { deriveAppletKey } from '../derivation.ts';
import { formatCounter, parseFrame } from '../frame.ts';
import { CODECS, encodeMessage } from '../messages/index.ts';
import type { AppletMessage } from '../messages/message.ts';

/** Example keys: bytes that count up, so that nobody takes them for real ones. */
export const EXAMPLE_MASTER = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
export const EXAMPLE_APPLET = 'applet-example-1';
export const EXAMPLE_KEY = deriveAppletKey(new MacKey(EXAMPLE_MASTER), EXAMPLE_APPLET);
export const EXAMPLE_TRANSACTION = '01941f29-7c00-7abc-8def-0123456789ab';
export const EXAMPLE_SIM = 'sim-example-1';
export const EXAMPLE_DEVICE = 'device-example-1';
/** 2026-01-01T00:00:00Z. */
export const EXAMPLE_TIME = 1_767_225_600;

/** Opaque to the applet, which sends what was provisioned. */
const EXAMPLE_MSISDN_HASH = '0123456789abcdef'.repeat(4);
const COUNTER = 42;

export interface FrameVector {
  readonly title: string;
  readonly message: AppletMessage;
  readonly counter: number;
  readonly signed: boolean;
}

const applet = { appletId: EXAMPLE_APPLET, simUID: EXAMPLE_SIM, deviceUID: EXAMPLE_DEVICE };
const popup = { name: 'Notification', notificationId: EXAMPLE_TRANSACTION, items: [] } as const;
const answer = {
  name: 'NotificationAck',
  ...applet,
  notificationId: EXAMPLE_TRANSACTION,
  lastImeiChange: '2025-06-30',
  answer: '',
} as const;

function vector(title: string, message: AppletMessage, counter = COUNTER): FrameVector {
  return { title, message, counter, signed: true };
}

/** At least one vector for every message id. */
export const FRAME_VECTORS: readonly FrameVector[] = [
  vector('the counter is the time in Unix seconds', { name: 'WakeUp' }, EXAMPLE_TIME),
  vector('', { name: 'PollRequest', appletId: EXAMPLE_APPLET }),
  vector('model touch', {
    ...popup,
    popupText: 'Pay 120 USD to Acme?',
    popupDuration: 30,
    model: 'touch',
  }),
  vector('model silent: nothing is shown', {
    ...popup,
    popupText: '',
    popupDuration: 0,
    model: 'silent',
  }),
  vector('model multisecure, UTF-8; before the ? stand 02h, 03h, 10h, 1Fh, escaped', {
    ...popup,
    popupText: 'Zürich 5 € \x02\x03\x10\x1f?',
    popupDuration: 30,
    model: 'multisecure',
  }),
  vector('model itemselect', {
    ...popup,
    popupText: 'Which account?',
    popupDuration: 30,
    model: 'itemselect',
    items: ['Current', 'Savings'],
  }),
  vector('accepted', { ...answer, status: '00' }),
  vector('refused, the IMEI has never changed', { ...answer, status: '01', lastImeiChange: '' }),
  vector('an item was chosen', { ...answer, status: '00', answer: 'Savings' }),
  vector('', {
    name: 'AnswerReceipt',
    notificationId: EXAMPLE_TRANSACTION,
    result: 'recorded',
  }),
  vector('', {
    name: 'Register',
    ...applet,
    msisdnHash: EXAMPLE_MSISDN_HASH,
  }),
  vector('', { name: 'RegisterAck', result: 'registered' }),
  vector('', { name: 'NothingPending', retryAfterSeconds: 5 }),
  vector('signed: the applet was known', { name: 'Error', code: '11' }),
  {
    title: 'unsigned: the bytes were no frame',
    message: { name: 'Error', code: '01' },
    counter: 0,
    signed: false,
  },
];

const CONTROL_PICTURES = 0x2400;
const CONTROLS: readonly number[] = [0x02, 0x03, 0x10, 0x1f];

export function bytesOf({ message, counter, signed }: FrameVector): Buffer {
  return encodeMessage(message, counter, signed ? new MacKey(EXAMPLE_KEY) : undefined);
}

/** The vectors as Markdown: a heading, the frame with control pictures, its bytes in hex. */
export function renderFrames(): string {
  return FRAME_VECTORS.map((frame) => {
    const { id, name, direction } = CODECS[frame.message.name];
    const bytes = bytesOf(frame);
    const way = direction === 'uplink' ? 'applet to Tandem' : 'Tandem to applet';
    const title = frame.title === '' ? '' : `: ${frame.title}`;
    return [
      `### ${id} ${name}${title}`,
      '',
      `${way}, counter \`${formatCounter(frame.counter)}\`, mac \`${parseFrame(bytes).mac}\`, ${bytes.length} bytes`,
      '',
      '```text',
      pictured(bytes.toString('utf8')),
      '```',
      '```hex',
      ...hexLines(bytes),
      '```',
    ].join('\n');
  }).join('\n\n');
}

function pictured(text: string): string {
  return Array.from(text, (character) => {
    const code = character.charCodeAt(0);
    return CONTROLS.includes(code) ? String.fromCharCode(CONTROL_PICTURES + code) : character;
  }).join('');
}

function hexLines(bytes: Buffer): string[] {
  return bytes.toString('hex').match(/.{1,64}/g) ?? [];
}
