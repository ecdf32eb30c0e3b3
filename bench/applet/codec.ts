import { createCipheriv } from 'node:crypto';
import {
  type AppletMessage,
  decodeMessage,
  deriveAppletKey,
  encodeMessage,
  FrameDecoder,
  MacKey,
  parseFrame,
  verifyFrame,
} from '@tandem/applet';
import type { Measure } from '../measure.ts';
import { ratesOf } from './rate.ts';

const master = new MacKey(Buffer.alloc(16, 0x20));
const rawKey = deriveAppletKey(master, 'applet-1');
const key = new MacKey(rawKey);
const applet = { appletId: 'applet-1', simUID: 'sim-1', deviceUID: 'device-1' };
const notificationId = '01941f29-7c00-7abc-8def-0123456789ab';

/** The four frames of one authentication. */
const MESSAGES: readonly AppletMessage[] = [
  { name: 'PollRequest', appletId: applet.appletId },
  {
    name: 'Notification',
    notificationId,
    popupText: 'Pay 120 USD to Acme?',
    popupDuration: 30,
    model: 'touch',
    items: [],
  },
  {
    name: 'NotificationAck',
    ...applet,
    notificationId,
    status: '00',
    lastImeiChange: '2025-06-30',
    answer: '',
  },
  { name: 'AnswerReceipt', notificationId, result: 'recorded' },
];

/** Frames and MACs per second of one core. */
export function benchCodec(rounds: number, seconds: number): Measure[] {
  const [encodes = 0, decodes = 0] = ratesOf([encodeAll, decodeAll], rounds, seconds);
  const [macs = 0, cipherEach = 1] = ratesOf([sign, signWithNewCipher], rounds, seconds);
  const [keys = 0] = ratesOf([deriveNext], rounds, seconds);
  return [
    {
      name: 'applet: encode and sign',
      value: Math.round(encodes * MESSAGES.length),
      unit: 'frames/s',
    },
    {
      name: 'applet: decode and verify',
      value: Math.round(decodes * MESSAGES.length),
      unit: 'frames/s',
    },
    {
      name: 'applet: AES-CMAC of 112 bytes',
      value: Math.round(macs),
      unit: '1/s',
      ratios: { 'a cipher per message': macs / cipherEach },
    },
    { name: 'applet: keys derived and set up', value: Math.round(keys), unit: '1/s' },
  ];
}

function encodeAll(): void {
  for (const message of MESSAGES) encodeMessage(message, 42, key);
}

const stream = Buffer.concat(MESSAGES.map((message) => encodeMessage(message, 42, key)));
const decoder = new FrameDecoder();

function decodeAll(): void {
  decoder.feed(stream);
  for (let bytes = decoder.next(); bytes; bytes = decoder.next()) {
    const frame = parseFrame(bytes);
    if (!verifyFrame(bytes, frame, key)) throw new Error('a frame of the benchmark is not valid');
    decodeMessage(frame);
  }
}

const bytes = Buffer.alloc(112, 0x41);
const iv = Buffer.alloc(16);
let applets = 0;

function sign(): void {
  key.mac(bytes);
}

function signWithNewCipher(): void {
  createCipheriv('aes-128-cbc', rawKey, iv).setAutoPadding(false).update(bytes);
}

function deriveNext(): void {
  applets += 1;
  new MacKey(deriveAppletKey(master, `applet-${applets}`));
}
