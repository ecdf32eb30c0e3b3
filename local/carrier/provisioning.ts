import { hashMsisdn } from '@tandem/core';
import { type Fleet, type FleetSubscriber, personaOf } from './fleet.ts';

/** A document of the collection APPLETS. */
export interface AppletDocument {
  readonly _id: string;
  readonly version: 1;
  readonly msisdnHash: string;
  readonly simUid: string;
  readonly deviceUid: string;
  /** Unix milliseconds. */
  readonly registeredAt: number;
}

/** What a person needs to play the part of an applet: one entry of `applets` in DATA/credentials.json. */
export interface SpareApplet {
  readonly appletId: string;
  readonly msisdn: string;
  readonly msisdnHash: string;
  readonly simUID: string;
  readonly deviceUID: string;
  /** 16 bytes in hex. */
  readonly key: string;
}

/**
 * The documents of every applet that is registered from the start (collection APPLETS): the fleet but for
 * the persona `unregistered`, and the spares.
 * @param hashKey the secret `msisdn-hash-key`
 * @param registeredAt Unix milliseconds
 */
export function appletDocuments(
  fleet: Fleet,
  hashKey: Buffer,
  registeredAt: number,
): AppletDocument[] {
  return [...fleet.subscribers, ...fleet.spares]
    .filter((subscriber) => personaOf(subscriber).registered)
    .map((subscriber) => ({
      _id: subscriber.appletId,
      version: 1 as const,
      msisdnHash: hashMsisdn(hashKey, subscriber.msisdn),
      simUid: subscriber.simUid,
      deviceUid: subscriber.deviceUid,
      registeredAt,
    }));
}

export function spareApplets(fleet: Fleet, hashKey: Buffer): SpareApplet[] {
  return fleet.spares.map((spare: FleetSubscriber) => ({
    appletId: spare.appletId,
    msisdn: spare.msisdn,
    msisdnHash: hashMsisdn(hashKey, spare.msisdn),
    simUID: spare.simUid,
    deviceUID: spare.deviceUid,
    key: fleet.rawKeyOf(spare).toString('hex'),
  }));
}
