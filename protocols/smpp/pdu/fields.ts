import { Status } from './command-status.ts';

/**
 * The field kinds of SMPP 3.4, section 3.1, as they occur in mandatory parameters. `refusal` is the
 * command_status that a receiver answers when the field is wrong.
 */
export interface Integer {
  readonly kind: 'int1' | 'int4';
  readonly initial: number;
  readonly refusal: number;
}

/** Variable length, NUL-terminated. `max` counts octets, the NUL included, as the specification does. */
export interface CString {
  readonly kind: 'cstring';
  readonly max: number;
  readonly refusal: number;
}

/** sm_length (one octet, 0 to 254) and that many octets of short_message. */
export interface ShortMessage {
  readonly kind: 'short-message';
  readonly max: 254;
  readonly refusal: number;
}

/** number_of_dests and as many dest_address structures (section 4.5.1.1). */
export interface Destinations {
  readonly kind: 'destinations';
  readonly max: 254;
  readonly refusal: number;
}

/** no_unsuccess and as many unsuccess_sme structures (section 4.5.2.1). */
export interface UnsuccessfulDestinations {
  readonly kind: 'unsuccessful-destinations';
  readonly max: 255;
  readonly refusal: number;
}

export type Field = Integer | CString | ShortMessage | Destinations | UnsuccessfulDestinations;

export interface SmeAddress {
  dest_addr_ton: number;
  dest_addr_npi: number;
  destination_addr: string;
}

export interface DistributionList {
  dl_name: string;
}

export type Destination = SmeAddress | DistributionList;

export interface UnsuccessfulDestination extends SmeAddress {
  error_status_code: number;
}

export const ADDRESS_MAX = 21;

export function int1(refusal: number = Status.ESME_RSYSERR, initial = 0) {
  return { kind: 'int1', initial, refusal } as const satisfies Integer;
}

export function cstring(max: number, refusal: number) {
  return { kind: 'cstring', max, refusal } as const satisfies CString;
}

export const shortMessage = {
  kind: 'short-message',
  max: 254,
  refusal: Status.ESME_RINVMSGLEN,
} as const satisfies ShortMessage;

export const destinations = {
  kind: 'destinations',
  max: 254,
  refusal: Status.ESME_RINVNUMDESTS,
} as const satisfies Destinations;

export const unsuccessfulDestinations = {
  kind: 'unsuccessful-destinations',
  max: 255,
  refusal: Status.ESME_RINVNUMDESTS,
} as const satisfies UnsuccessfulDestinations;

/** What a field is on a decoded PDU. */
export type FieldValue<F extends Field> = F extends Integer
  ? number
  : F extends CString
    ? string
    : F extends ShortMessage
      ? Buffer
      : F extends Destinations
        ? Destination[]
        : UnsuccessfulDestination[];

/** What a caller may give for it. */
export type FieldInput<F extends Field> = F extends ShortMessage
  ? Uint8Array
  : F extends Destinations
    ? readonly (Partial<SmeAddress> | DistributionList)[]
    : F extends UnsuccessfulDestinations
      ? readonly Partial<UnsuccessfulDestination>[]
      : FieldValue<F>;
