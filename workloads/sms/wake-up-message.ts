import { type AppletKeyring, encodeMessage } from '@tandem/applet';
import { openMsisdn, type Transaction } from '@tandem/core';
import {
  DataCoding,
  EsmClass,
  Npi,
  type PduFields,
  RegisteredDelivery,
  relativeTime,
  Ton,
} from '@tandem/smpp';
import type { Topology } from '@tandem/topology';
import { wakeUpReference } from './reference.ts';

export interface WakeUpMessageOptions {
  readonly keys: AppletKeyring;
  readonly sealKey: Buffer;
  readonly source: Topology['smpp']['sourceAddress'];
}

/** 3GPP TS 23.040 section 9.2.3.9: SIM data download, so that the handset hands it to the SIM unseen. */
const SIM_DATA_DOWNLOAD = 0x7f;

/** Makes the SMS that makes an applet poll: frame 3122 under the applet's key, 32 octets of 140. */
export class WakeUpMessage {
  readonly #options: WakeUpMessageOptions;

  constructor(options: WakeUpMessageOptions) {
    this.#options = options;
  }

  /** Throws when the transaction is decided: its number is gone. */
  submitSm(transaction: Transaction, attempt: number, now: number): PduFields<'submit_sm'> {
    const { keys, sealKey, source } = this.#options;
    const { _id, subscriber, msisdnSealed, deadline } = transaction;
    if (!subscriber || msisdnSealed === undefined) {
      throw new Error(`transaction ${_id} has nobody to wake`);
    }
    const key = keys.keyFor(subscriber.appletId);
    return {
      source_addr_ton: source.ton,
      source_addr_npi: source.npi,
      source_addr: source.address,
      dest_addr_ton: Ton.international,
      dest_addr_npi: Npi.isdn,
      destination_addr: openMsisdn(sealKey, msisdnSealed, _id).slice(1),
      esm_class: EsmClass.defaultMode,
      protocol_id: SIM_DATA_DOWNLOAD,
      // Relative, so that a difference between two clocks neither shortens nor lengthens it.
      validity_period: relativeTime(Math.max(0, deadline - now)),
      registered_delivery: RegisteredDelivery.always,
      data_coding: DataCoding.class2Binary,
      short_message: encodeMessage({ name: 'WakeUp' }, Math.floor(now / 1_000), key),
      tlvs: { user_message_reference: wakeUpReference(_id, attempt) },
    };
  }
}
