import { MODELS } from '@tandem/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MacKey } from '../cmac.ts';
import { AppletError } from '../errors.ts';
import { encodeFrame, parseFrame, verifyFrame } from '../frame.ts';
import { CODECS, decodeDownlink, decodeMessage, decodeUplink, encodeMessage } from './index.ts';
import type { AppletMessage, Notification } from './message.ts';
import { notificationFits } from './notification.ts';

const key = new MacKey(Buffer.from('2b7e151628aed2a6abf7158809cf4f3c', 'hex'));
const HASH = 'ab'.repeat(32);

/**
 * Written by hand from the table of messages; each MAC by
 * printf '3101\x1fapplet-1\x1f0000002A' | openssl mac -cipher AES-128-CBC \
 *   -macopt hexkey:2b7e151628aed2a6abf7158809cf4f3c -in - CMAC
 */
const GOLDEN: readonly [AppletMessage, number, string][] = [
  [
    { name: 'PollRequest', appletId: 'applet-1' },
    42,
    '\x023101\x1fapplet-1\x1f0000002A\x1fBBBDAA09CA339ACE\x03',
  ],
  [
    {
      name: 'Notification',
      notificationId: 'n-1',
      popupText: 'Pay 5 €?\x1f\x02\x03\x10',
      popupDuration: 30,
      model: 'itemselect',
      items: ['Yes', 'No'],
    },
    42,
    '\x023222\x1fn-1\x1fPay 5 €?\x10_\x10B\x10C\x10P\x1f30\x1fitemselect\x1f2\x1fYes\x1fNo\x1f0000002A\x1f6ACC06ACDD0509BE\x03',
  ],
  [
    {
      name: 'NotificationAck',
      appletId: 'applet-1',
      notificationId: 'n-1',
      status: '00',
      simUID: 'sim-1',
      deviceUID: 'dev-1',
      lastImeiChange: '',
      answer: '',
    },
    0xffff_ffff,
    '\x023221\x1fapplet-1\x1fn-1\x1f00\x1fsim-1\x1fdev-1\x1f\x1f\x1fFFFFFFFF\x1f8A6B0A5641F1478F\x03',
  ],
];

describe('golden bytes', () => {
  test.each(GOLDEN)('%o', (message, counter, wire) => {
    const bytes = Buffer.from(wire, 'utf8');
    expect(encodeMessage(message, counter, key)).toEqual(bytes);
    const frame = parseFrame(bytes);
    expect(decodeMessage(frame)).toEqual(message);
    expect(frame.counter).toBe(counter);
    expect(verifyFrame(bytes, frame, key)).toBe(true);
  });
});

const id = fc.stringMatching(/^[A-Za-z0-9._:-]{1,64}$/);
const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const someText = text.filter((value) => value !== '');
const notification = fc
  .record({
    name: fc.constant('Notification' as const),
    notificationId: id,
    popupText: someText,
    popupDuration: fc.integer({ min: 0, max: 3600 }),
    model: fc.constantFrom(...MODELS),
    items: fc.array(someText, { minLength: 1, maxLength: 5 }),
  })
  .map((message) => (message.model === 'itemselect' ? message : { ...message, items: [] }));
const uplink = fc.oneof(
  fc.record({ name: fc.constant('PollRequest' as const), appletId: id }),
  fc.record({
    name: fc.constant('NotificationAck' as const),
    appletId: id,
    notificationId: id,
    status: fc.constantFrom('00', '01', '02', '03', '04'),
    simUID: id,
    deviceUID: id,
    lastImeiChange: fc.constantFrom('', '2026-02-28', '2024-02-29', '0001-01-01'),
    answer: text,
  }),
  fc.record({
    name: fc.constant('Register' as const),
    appletId: id,
    msisdnHash: fc.constant(HASH),
    simUID: id,
    deviceUID: id,
  }),
);
const downlink = fc.oneof(
  notification,
  fc.constant({ name: 'WakeUp' as const }),
  fc.record({
    name: fc.constant('AnswerReceipt' as const),
    notificationId: id,
    result: fc.constantFrom('recorded', 'late', 'unknown'),
  }),
  fc.record({
    name: fc.constant('RegisterAck' as const),
    result: fc.constantFrom('registered', 'unknown', 'mismatch'),
  }),
  fc.record({
    name: fc.constant('NothingPending' as const),
    retryAfterSeconds: fc.integer({ min: 0, max: 86_400 }),
  }),
  fc.record({ name: fc.constant('Error' as const), code: fc.constantFrom('01', '31', '99') }),
);

describe('messages', () => {
  test('any uplink message comes back as it was, and only in its direction', () => {
    fc.assert(
      fc.property(uplink, (message) => {
        const frame = parseFrame(encodeMessage(message, 1, key));
        expect(decodeUplink(frame)).toEqual(message);
        expect(() => decodeDownlink(frame)).toThrow('travels from the applet to Tandem');
      }),
    );
  });

  test('any downlink message comes back as it was, and only in its direction', () => {
    fc.assert(
      fc.property(downlink, (message) => {
        const frame = parseFrame(encodeMessage(message, 1, key));
        expect(decodeDownlink(frame)).toEqual(message);
        expect(() => decodeUplink(frame)).toThrow('travels from Tandem to the applet');
      }),
    );
  });

  test('any fields under any id decode to a message or a typed error', () => {
    const ids = fc.constantFrom(...Object.values(CODECS).map((codec) => codec.id), '0000');
    const fields = fc.array(fc.oneof(text, id, fc.constantFrom('0', '1', 'touch', '00', HASH)));
    fc.assert(
      fc.property(ids, fields, (msgId, values) => {
        const frame = { msgId, fields: values, counter: 0, counterText: '00000000', mac: '' };
        try {
          expect(decodeMessage(frame).name).toBeTypeOf('string');
        } catch (error) {
          expect(error).toBeInstanceOf(AppletError);
        }
      }),
    );
  });

  const ack = ['applet-1', 'n-1', '00', 'sim-1', 'dev-1', '', ''];
  const popup = ['n-1', 'Pay?', '30', 'touch', '0'];
  test.each([
    ['appletId must be 1 to 64 of', '3101', ['']],
    ['appletId must be 1 to 64 of', '3101', ['a b']],
    ['appletId must be 1 to 64 of', '3101', ['a'.repeat(65)]],
    ['must have 1 (appletId) before counter and mac, it has 0', '3101', []],
    ['must have 1 (appletId) before counter and mac, it has 2', '3101', ['a', 'b']],
    ['must have no fields', '3122', ['']],
    ['status must be one of 00, 01, 02, 03, 04', '3221', ack.with(2, '05')],
    ['simUID must be', '3221', ack.with(3, '')],
    ['lastImeiChange must be a date', '3221', ack.with(5, '2026-02-30')],
    ['lastImeiChange must be a date', '3221', ack.with(5, '2026-1-1')],
    ['msisdnHash must be 64 lower-case hex digits', '3100', ['a', HASH.toUpperCase(), 's', 'd']],
    ['popupText must be text for the model touch', '3222', popup.with(1, '')],
    ['popupDuration must be an integer from 0 to 3600 in decimal', '3222', popup.with(2, '030')],
    ['popupDuration must be an integer from 0 to 3600', '3222', popup.with(2, '3601')],
    ['model must be one of silent, touch', '3222', popup.with(3, 'Touch')],
    ['must have 6 fields before counter and mac, it has 5', '3222', popup.with(4, '1')],
    ['must have 5 fields before counter and mac, it has 6', '3222', [...popup, 'x']],
    ['item count of the model touch must be', '3222', [...popup.with(4, '1'), 'x']],
    ['item count of the model itemselect must be', '3222', popup.with(3, 'itemselect')],
    ['item must be text', '3222', [...popup.with(3, 'itemselect').with(4, '1'), '']],
    ['result must be one of recorded, late, unknown', '3223', ['n-1', 'ok']],
    ['result must be one of registered, unknown, mismatch', '3200', ['ok']],
    ['retryAfterSeconds must be an integer from 0 to 86400', '3299', ['-1']],
    ['code must be two digits', '3199', ['1']],
    ['the message id must be one of 3122, 3101', '4000', []],
  ])('refuses: %s (%s %j)', (message, msgId, fields) => {
    const frame = parseFrame(encodeFrame(msgId, fields, 1, key));
    expect(() => decodeMessage(frame)).toThrow(message);
  });

  test('the encoder refuses what the decoder would', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), fc.array(fc.string()), (word, number, items) => {
        const candidates: AppletMessage[] = [
          { name: 'PollRequest', appletId: word },
          { name: 'NothingPending', retryAfterSeconds: number },
          {
            name: 'Notification',
            notificationId: 'n',
            popupText: word,
            popupDuration: number,
            model: 'itemselect',
            items,
          },
        ];
        for (const message of candidates) {
          let bytes: Buffer;
          try {
            bytes = encodeMessage(message, 1, key);
          } catch (error) {
            expect(error).toBeInstanceOf(AppletError);
            continue;
          }
          expect(decodeMessage(parseFrame(bytes))).toEqual(message);
        }
      }),
    );
  });

  test('an error never repeats what was sent', () => {
    const secret = 'my secret answer';
    const frame = parseFrame(encodeFrame('3221', Array(7).fill(secret), 1, key));
    expect(() => decodeMessage(frame)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(secret) as string }) as Error,
    );
  });
});

describe('notificationFits', () => {
  const base: Notification = {
    name: 'Notification',
    notificationId: '01J00000000000000000000000',
    popupText: '',
    popupDuration: 30,
    model: 'touch',
    items: [],
  };

  test('says exactly whether the encoder would take it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1400 }),
        fc.constantFrom('x', '€', '\x10'),
        (n, unit) => {
          const message = { ...base, popupText: unit.repeat(n) };
          const encode = (): Buffer => encodeMessage(message, 1, key);
          if (notificationFits(message)) expect(encode()).toBeInstanceOf(Buffer);
          else expect(encode).toThrow('allowed are 1400');
        },
      ),
    );
  });

  test('counts items too', () => {
    const items = Array.from({ length: 32 }, () => 'x'.repeat(41));
    const message = { ...base, popupText: 'Which?', model: 'itemselect', items } as const;
    expect(notificationFits({ ...message, items: items.slice(0, 31) })).toBe(true);
    expect(notificationFits(message)).toBe(false);
  });
});
