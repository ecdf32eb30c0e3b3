import { APPLET_STATUSES } from '@tandem/core';
import type { MessageCodec, MessageOf } from './codec.ts';
import { checkDateOrEmpty, checkHash, checkId, checkOneOf, expectFields } from './fields.ts';

/** In every uplink message the first field is the applet's id: the key is found before anything else. */

const POLL_FIELDS = ['appletId'];

export const pollRequest: MessageCodec<'PollRequest'> = {
  id: '3101',
  name: 'PollRequest',
  direction: 'uplink',
  fields: POLL_FIELDS,
  read(fields) {
    expectFields(fields, POLL_FIELDS);
    const [appletId = ''] = fields;
    return checkPoll({ name: 'PollRequest', appletId });
  },
  write(message) {
    checkPoll(message);
    return [message.appletId];
  },
};

function checkPoll(message: MessageOf<'PollRequest'>): MessageOf<'PollRequest'> {
  checkId(message.appletId, 'appletId');
  return message;
}

const ACK_FIELDS = [
  'appletId',
  'notificationId',
  'status',
  'simUID',
  'deviceUID',
  'lastImeiChange',
  'answer',
];

export const notificationAck: MessageCodec<'NotificationAck'> = {
  id: '3221',
  name: 'NotificationAck',
  direction: 'uplink',
  fields: ACK_FIELDS,
  read(fields) {
    expectFields(fields, ACK_FIELDS);
    const [
      appletId = '',
      notificationId = '',
      status = '',
      simUID = '',
      deviceUID = '',
      lastImeiChange = '',
      answer = '',
    ] = fields;
    return checkAck({
      name: 'NotificationAck',
      appletId,
      notificationId,
      status: checkOneOf(status, 'status', APPLET_STATUSES),
      simUID,
      deviceUID,
      lastImeiChange,
      answer,
    });
  },
  write(message) {
    checkAck(message);
    checkOneOf(message.status, 'status', APPLET_STATUSES);
    const { appletId, notificationId, status, simUID, deviceUID, lastImeiChange, answer } = message;
    return [appletId, notificationId, status, simUID, deviceUID, lastImeiChange, answer];
  },
};

function checkAck(message: MessageOf<'NotificationAck'>): MessageOf<'NotificationAck'> {
  checkId(message.appletId, 'appletId');
  checkId(message.notificationId, 'notificationId');
  checkId(message.simUID, 'simUID');
  checkId(message.deviceUID, 'deviceUID');
  checkDateOrEmpty(message.lastImeiChange, 'lastImeiChange');
  return message;
}

const REGISTER_FIELDS = ['appletId', 'msisdnHash', 'simUID', 'deviceUID'];

export const register: MessageCodec<'Register'> = {
  id: '3100',
  name: 'Register',
  direction: 'uplink',
  fields: REGISTER_FIELDS,
  read(fields) {
    expectFields(fields, REGISTER_FIELDS);
    const [appletId = '', msisdnHash = '', simUID = '', deviceUID = ''] = fields;
    return checkRegister({ name: 'Register', appletId, msisdnHash, simUID, deviceUID });
  },
  write(message) {
    checkRegister(message);
    return [message.appletId, message.msisdnHash, message.simUID, message.deviceUID];
  },
};

function checkRegister(message: MessageOf<'Register'>): MessageOf<'Register'> {
  checkId(message.appletId, 'appletId');
  checkHash(message.msisdnHash, 'msisdnHash');
  checkId(message.simUID, 'simUID');
  checkId(message.deviceUID, 'deviceUID');
  return message;
}
