import { MODELS } from '@tandem/core';
import { AppletError } from '../errors.ts';
import { frameSize, MAX_FRAME_BYTES } from '../frame.ts';
import type { MessageCodec } from './codec.ts';
import { checkId, checkInteger, checkOneOf, invalidField, readInteger } from './fields.ts';
import type { Notification } from './message.ts';

export const MAX_ITEMS = 32;
export const MAX_POPUP_SECONDS = 3600;

const FIELDS = [
  'notificationId',
  'popupText',
  'popupDuration',
  'model',
  'item count',
  'item (repeated)',
];
const FIXED_FIELDS = 5;

export const notification: MessageCodec<'Notification'> = {
  id: '3222',
  name: 'Notification',
  direction: 'downlink',
  fields: FIELDS,
  read(fields) {
    const [notificationId = '', popupText = '', duration = '', model = '', count = ''] = fields;
    if (fields.length < FIXED_FIELDS) throw wrongCount(FIXED_FIELDS, fields.length);
    const itemCount = readInteger(count, 'item count', 0, MAX_ITEMS);
    if (fields.length !== FIXED_FIELDS + itemCount) {
      throw wrongCount(FIXED_FIELDS + itemCount, fields.length);
    }
    return check({
      name: 'Notification',
      notificationId,
      popupText,
      popupDuration: readInteger(duration, 'popupDuration', 0, MAX_POPUP_SECONDS),
      model: checkOneOf(model, 'model', MODELS),
      items: fields.slice(FIXED_FIELDS),
    });
  },
  write(message) {
    check(message);
    checkInteger(message.popupDuration, 'popupDuration', 0, MAX_POPUP_SECONDS);
    return fieldsOf(message);
  },
};

/**
 * Whether the notification fits in one frame, with its escapes in UTF-8. A caller that does not know the
 * notification's id yet gives any id of the same length.
 */
export function notificationFits(message: Omit<Notification, 'name'>): boolean {
  return frameSize(fieldsOf(message)) <= MAX_FRAME_BYTES;
}

function fieldsOf(message: Omit<Notification, 'name'>): string[] {
  const { notificationId, popupText, popupDuration, model, items } = message;
  return [notificationId, popupText, String(popupDuration), model, String(items.length), ...items];
}

function check(message: Notification): Notification {
  checkId(message.notificationId, 'notificationId');
  checkOneOf(message.model, 'model', MODELS);
  const { items, model, popupText } = message;
  if (popupText === '' && model !== 'silent') {
    throw invalidField('popupText', `text for the model ${model}; only silent may leave it empty`);
  }
  const [least, most] = model === 'itemselect' ? [1, MAX_ITEMS] : [0, 0];
  checkInteger(items.length, `item count of the model ${model}`, least, most);
  if (items.includes('')) throw invalidField('item', 'text, not empty');
  return message;
}

function wrongCount(expected: number, actual: number): AppletError {
  return new AppletError(
    'INVALID_FIELD',
    `the message must have ${expected} fields before counter and mac, it has ${actual}`,
  );
}
