import {
  count,
  flag,
  httpStatus,
  maybe,
  model,
  ms,
  oneOf,
  ordinal,
  persona,
  region,
  requestId,
  responseType,
  text,
  transactionId,
  value,
  words,
} from './kinds.ts';

const tries = () => ordinal('tries of the client, the first included');

export const approve = {
  process: 'bank-<n>',
  meaning: 'One request for an approval, through the edge, with all retries of the client.',
  types: {
    invoke: value({
      requestId: requestId(),
      persona: persona(),
      model: model(),
      place: maybe(region('the region that is nearest to this client')),
    }),
    ok: value({
      requestId: requestId(),
      transactionId: transactionId(),
      repeated: flag('Tandem knew the request already (200 instead of 202)'),
      tries: tries(),
      firstError: maybe(words('why the first try failed; absent when it did not')),
      region: maybe(region('that answered')),
      ms: maybe(ms('from when the request was due')),
    }),
    fail: value({
      requestId: requestId(),
      status: httpStatus('of the refusal'),
      code: words('of the problem document'),
      tries: tries(),
    }),
    info: value({
      requestId: requestId(),
      reason: words('of the last try: the request may or may not have been accepted'),
      tries: tries(),
      firstError: maybe(words('why the first try failed')),
    }),
  },
} as const;

const callbackFields = () => ({
  transactionId: transactionId(),
  requestId: requestId(),
  responseType: responseType(),
  fingerprint: maybe(text('SHA-256 over the whole content, without the time')),
});

export const callback = {
  process: 'bank-callbacks',
  meaning: 'One delivery of an outcome to the endpoint of the bank.',
  types: {
    invoke: value(callbackFields()),
    ok: value({
      ...callbackFields(),
      reception: oneOf(['first', 'duplicate', 'contradictory'], 'as the bank judged it'),
      status: maybe(text('why the outcome is what it is, as the callback says')),
    }),
    fail: value({
      transactionId: transactionId(),
      requestId: requestId(),
      status: maybe(count('HTTP status of the refusal; 0 when the connection was dropped')),
    }),
    info: value({
      transactionId: transactionId(),
      requestId: requestId(),
      reason: maybe(words('why it is unknown whether Tandem heard the answer')),
    }),
  },
} as const;

export const status = {
  process: 'bank-observer-<n>',
  meaning: 'GET of an accepted transaction, under load and after it.',
  types: {
    invoke: value({
      transactionId: transactionId(),
      place: maybe(region('the region that is nearest to this client')),
    }),
    ok: value({
      transactionId: transactionId(),
      state: text('as the API shows it'),
      responseType: maybe(responseType()),
      region: maybe(region('that answered')),
    }),
    fail: value({
      transactionId: transactionId(),
      status: maybe(httpStatus('of the refusal')),
      code: maybe(words('of the problem document')),
    }),
    info: value({ transactionId: transactionId(), reason: maybe(words('why there is no answer')) }),
  },
} as const;
