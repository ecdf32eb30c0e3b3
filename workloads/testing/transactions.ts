import {
  acceptTransaction,
  hashMsisdn,
  type Msisdn,
  newId,
  type Subscriber,
  sealMsisdn,
  type Transaction,
} from '@tandem/core';

const KEY = Buffer.alloc(32, 7);
/** Fictional (the range 555-01XX is reserved for it). */
export const NUMBER = '+14045550101' as Msisdn;

export const SUBSCRIBER: Subscriber = {
  appletId: '89001000000000000001',
  simUid: 'sim-uid-1',
  deviceUid: 'device-uid-1',
};

let made = 0;

/** A transaction as the API accepts it at `at`, with a deadline of 60 s, with `change` on top. */
export function newTransaction(at: number, change: Partial<Transaction> = {}): Transaction {
  made += 1;
  const id = change._id ?? newId(at);
  const accepted = acceptTransaction({
    id,
    at,
    region: 'us-east-1',
    driveAt: at + 10_000,
    customerId: 'acme',
    requestId: `request-${made}`,
    requestDigest: 'digest',
    request: {
      model: 'touch',
      message: 'Pay 120 USD to Acme?',
      items: [],
      popupSeconds: 30,
      callbackUrl: 'https://bank.example/callbacks',
    },
    msisdnHash: hashMsisdn(KEY, NUMBER),
    msisdnSealed: sealMsisdn(KEY, NUMBER, id),
    deadline: at + 60_000,
    purgeAt: at + 30 * 86_400_000,
  });
  return { ...accepted, ...change };
}

/** What the applet's 3221 says when the user accepts. */
export function acceptedAnswer(at: number, region = 'us-east-1') {
  return {
    type: 'applet-answered',
    at,
    region,
    driveAt: at + 15_000,
    appletId: SUBSCRIBER.appletId,
    status: '00',
    answer: '',
    simUid: SUBSCRIBER.simUid,
    deviceUid: SUBSCRIBER.deviceUid,
    lastImeiChange: '',
  } as const;
}

/** The step that mno applies. */
export function resolved(at: number, region = 'us-east-1') {
  return {
    type: 'subscriber-resolved',
    at,
    region,
    driveAt: at + 10_000,
    subscriber: SUBSCRIBER,
  } as const;
}
