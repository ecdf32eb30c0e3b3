import {
  applet,
  appletStatus,
  local,
  maybe,
  notificationId,
  oneOf,
  ordinal,
  region,
  text,
  transactionId,
  value,
  words,
} from './kinds.ts';

export const wakeUp = {
  process: 'smsc',
  meaning: 'The SMSC accepted a submit_sm that wakes an applet.',
  types: {
    info: value({
      reference: text(
        'user_message_reference, 4 hex digits: the first 16 bits of SHA-256(transactionId ":" attempt)',
      ),
      attempt: maybe(ordinal('of the transaction, where the message tells')),
      applet: applet(),
      region: maybe(region('of the bind (its system_type)')),
      messageId: maybe(text('given by the SMSC')),
    }),
  },
} as const;

export const poll = {
  process: 'handset-<index>',
  meaning: 'Frame 3101: an applet asks what is pending, through the accelerator.',
  types: {
    invoke: value({ applet: applet() }),
    ok: value({
      applet: applet(),
      result: oneOf(['notification', 'nothing'], 'frame 3222 or 3299'),
      notificationId: maybe(notificationId()),
      transactionId: maybe(transactionId()),
      local: maybe(local()),
      region: maybe(region('that answered: the one that got the connection from `local`')),
    }),
    fail: value({
      applet: applet(),
      local: maybe(local()),
      reason: maybe(words('the refusal of frame 3199')),
    }),
    info: value({
      applet: applet(),
      local: maybe(local()),
      reason: maybe(words('why there is no reply')),
    }),
  },
} as const;

const answerFields = () => ({
  applet: applet(),
  notificationId: notificationId(),
  status: appletStatus(),
});

export const answer = {
  process: 'handset-<index>',
  meaning: 'Frame 3221: an applet answers, and repeats it until it has a receipt.',
  types: {
    invoke: value(answerFields()),
    ok: value({
      ...answerFields(),
      result: oneOf(['recorded', 'late', 'unknown'], 'of the receipt, frame 3223'),
      local: maybe(local()),
      region: maybe(region('that answered: the one that got the connection from `local`')),
    }),
    fail: value({
      ...answerFields(),
      local: maybe(local()),
      reason: maybe(words('the refusal of frame 3199')),
    }),
    info: value({
      ...answerFields(),
      local: maybe(local()),
      reason: maybe(words('why there is no receipt')),
    }),
  },
} as const;

export const popup = {
  process: 'handset-<index>',
  meaning: 'A popup on the screen: shown at invoke, closed at ok.',
  types: {
    invoke: value({ applet: applet(), notificationId: notificationId() }),
    ok: value({ applet: applet(), notificationId: notificationId() }),
  },
} as const;
