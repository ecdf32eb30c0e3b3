import {
  acceptTransaction,
  hashMsisdn,
  newId,
  parseMsisdn,
  sealMsisdn,
  type Transaction,
} from '@tandem/core';
import { APPLETS, type Applet } from '../collections.ts';
import type { Ledger } from '../ledger.ts';
import { ledgerOf } from '../ledger-of.ts';
import { TEST_SECRETS, type TestContext } from './context.ts';

export const HASH_KEY = Buffer.from(TEST_SECRETS['msisdn-hash-key'] ?? '', 'hex');
export const SEAL_KEY = Buffer.from(TEST_SECRETS['msisdn-seal-key'] ?? '', 'hex');
export const MSISDN = '+14045550101';
export const APPLET: Applet = {
  _id: '89001000000000000001',
  version: 1,
  msisdnHash: hashOf(MSISDN),
  simUid: 'sim-0001',
  deviceUid: 'device-0001',
  registeredAt: 0,
};

export function hashOf(text: string): string {
  return hashMsisdn(HASH_KEY, msisdnOf(text));
}

export interface AcceptedOptions {
  readonly msisdn?: string;
  readonly requestId?: string;
  readonly model?: Transaction['request']['model'];
  readonly items?: readonly string[];
  readonly popupSeconds?: number;
  readonly lifetimeMs?: number;
}

/** A transaction as api makes it, not yet stored. */
export function acceptedAt(now: number, options: AcceptedOptions = {}): Transaction {
  const id = newId(now);
  const { msisdn = MSISDN, model = 'touch', items = [], lifetimeMs = 30_000 } = options;
  return acceptTransaction({
    id,
    at: now,
    region: 'us-east-1',
    driveAt: now + 10_000,
    customerId: 'acme',
    requestId: options.requestId ?? id,
    requestDigest: '',
    request: {
      model,
      message: 'Pay 120 USD to Acme?',
      items,
      popupSeconds: options.popupSeconds ?? 20,
      callbackUrl: 'https://bank.example/callback',
    },
    msisdnHash: hashOf(msisdn),
    msisdnSealed: sealMsisdn(SEAL_KEY, msisdnOf(msisdn), id),
    deadline: now + lifetimeMs,
    purgeAt: now + 30 * 86_400_000,
  });
}

/** Stores the applet of the test subscriber. */
export async function provision(context: TestContext, applet: Applet = APPLET): Promise<void> {
  await context.documents.collection(APPLETS).insert(applet);
}

/** Accepts one through the context's ledger, as if api had. */
export async function accepted(
  context: TestContext,
  options: AcceptedOptions = {},
): Promise<Transaction> {
  const transaction = acceptedAt(context.clock.now(), options);
  await ledgerOf(context).accept(transaction);
  return transaction;
}

/** Accepts one and resolves it to the test applet, as if api and mno had. */
export async function resolved(
  context: TestContext,
  options: AcceptedOptions & { readonly applet?: Applet } = {},
): Promise<Transaction> {
  const { _id } = await accepted(context, options);
  const applet = options.applet ?? APPLET;
  const at = context.clock.now();
  return expectMoved(
    await ledgerOf(context).apply(_id, {
      type: 'subscriber-resolved',
      at,
      region: context.region,
      driveAt: at + 10_000,
      subscriber: { appletId: applet._id, simUid: applet.simUid, deviceUid: applet.deviceUid },
    }),
  );
}

/** The stored version, whatever the context's ledger remembers. */
export async function stored(context: TestContext, id: string): Promise<Transaction> {
  const transaction = await ledgerOf(context).get(id);
  if (!transaction) throw new Error(`transaction ${id} is not stored`);
  return transaction;
}

function expectMoved(applied: Awaited<ReturnType<Ledger['apply']>>): Transaction {
  if (applied.kind === 'moved') return applied.transaction;
  throw new Error(`expected a move, got ${applied.kind}`);
}

function msisdnOf(text: string) {
  const msisdn = parseMsisdn(text);
  if (!msisdn) throw new Error('the test number is not E.164');
  return msisdn;
}
