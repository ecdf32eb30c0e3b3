import {
  count,
  flag,
  maybe,
  ms,
  oneOf,
  region,
  requestId,
  responseType,
  text,
  transactionId,
  value,
  words,
} from './kinds.ts';

export const final = {
  process: 'drill-reader',
  meaning: 'One transaction as it rests in documents at the end; there is one for each.',
  types: {
    ok: value({
      transactionId: transactionId(),
      requestId: requestId(),
      state: oneOf(['accepted', 'resolved', 'decided'], 'of the transaction'),
      responseType: maybe(responseType()),
      version: count('of the document'),
      finals: count('transitions to a final outcome in its own list of steps'),
      attempts: count('to wake the SIM that were claimed'),
      callback: maybe(oneOf(['delivered', 'dead', 'pending'], 'of the outcome')),
      applet: maybe(text('appletId, once the subscriber was resolved')),
      decidedAt: maybe(ms('Unix milliseconds by the clock of the region that decided')),
    }),
  },
} as const;

export const auditVerify = {
  process: 'drill-reader',
  meaning: 'The hash chain of one region, walked from end to end.',
  types: {
    ok: value({
      region: region('whose chain it is'),
      entries: count('found'),
      valid: flag('every link holds'),
      problem: maybe(words('the first that does not')),
    }),
  },
} as const;

export const auditOutcome = {
  process: 'drill-reader',
  meaning: 'A final outcome found in a chain.',
  types: {
    ok: value({
      region: region('whose chain it is'),
      transactionId: transactionId(),
      responseType: responseType(),
    }),
  },
} as const;

export const scan = {
  process: 'drill-reader',
  meaning: 'A search through every file at rest in the data directory, logs too.',
  types: {
    ok: value({
      what: oneOf(['msisdn'], 'was searched for'),
      files: count('read'),
      bytes: count('read'),
      found: count('places'),
      where: maybe(words('the first place: file and offset, never the number')),
    }),
  },
} as const;
