import type { MessageCodec } from './codec.ts';
import {
  checkId,
  checkInteger,
  checkOneOf,
  checkTwoDigits,
  expectFields,
  readInteger,
} from './fields.ts';
import { RECEIPT_RESULTS, REGISTER_RESULTS } from './message.ts';

/** An applet that polls less than once a day would miss what its SIM is there for. */
export const MAX_RETRY_AFTER_SECONDS = 86_400;

const NO_FIELDS: readonly string[] = [];

export const wakeUp: MessageCodec<'WakeUp'> = {
  id: '3122',
  name: 'WakeUp',
  direction: 'downlink',
  fields: NO_FIELDS,
  read(fields) {
    expectFields(fields, NO_FIELDS);
    return { name: 'WakeUp' };
  },
  write: () => [],
};

const RECEIPT_FIELDS = ['notificationId', 'result'];

export const answerReceipt: MessageCodec<'AnswerReceipt'> = {
  id: '3223',
  name: 'AnswerReceipt',
  direction: 'downlink',
  fields: RECEIPT_FIELDS,
  read(fields) {
    expectFields(fields, RECEIPT_FIELDS);
    const [notificationId = '', result = ''] = fields;
    return {
      name: 'AnswerReceipt',
      notificationId: checkId(notificationId, 'notificationId'),
      result: checkOneOf(result, 'result', RECEIPT_RESULTS),
    };
  },
  write(message) {
    return [
      checkId(message.notificationId, 'notificationId'),
      checkOneOf(message.result, 'result', RECEIPT_RESULTS),
    ];
  },
};

const REGISTER_ACK_FIELDS = ['result'];

export const registerAck: MessageCodec<'RegisterAck'> = {
  id: '3200',
  name: 'RegisterAck',
  direction: 'downlink',
  fields: REGISTER_ACK_FIELDS,
  read(fields) {
    expectFields(fields, REGISTER_ACK_FIELDS);
    const [result = ''] = fields;
    return { name: 'RegisterAck', result: checkOneOf(result, 'result', REGISTER_RESULTS) };
  },
  write: (message) => [checkOneOf(message.result, 'result', REGISTER_RESULTS)],
};

const NOTHING_FIELDS = ['retryAfterSeconds'];

export const nothingPending: MessageCodec<'NothingPending'> = {
  id: '3299',
  name: 'NothingPending',
  direction: 'downlink',
  fields: NOTHING_FIELDS,
  read(fields) {
    expectFields(fields, NOTHING_FIELDS);
    const [seconds = ''] = fields;
    const retryAfterSeconds = readInteger(seconds, 'retryAfterSeconds', 0, MAX_RETRY_AFTER_SECONDS);
    return { name: 'NothingPending', retryAfterSeconds };
  },
  write({ retryAfterSeconds }) {
    checkInteger(retryAfterSeconds, 'retryAfterSeconds', 0, MAX_RETRY_AFTER_SECONDS);
    return [String(retryAfterSeconds)];
  },
};

const ERROR_FIELDS = ['code'];

/** Two digits that no refusal has yet are legal: a newer server may know more. */
export const error: MessageCodec<'Error'> = {
  id: '3199',
  name: 'Error',
  direction: 'downlink',
  fields: ERROR_FIELDS,
  read(fields) {
    expectFields(fields, ERROR_FIELDS);
    const [code = ''] = fields;
    return { name: 'Error', code: checkTwoDigits(code, 'code') };
  },
  write: (message) => [checkTwoDigits(message.code, 'code')],
};
