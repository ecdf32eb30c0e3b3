// Values of the fields, by the specification's section.

/** Type of Number, 5.2.5. */
export const Ton = {
  unknown: 0,
  international: 1,
  national: 2,
  networkSpecific: 3,
  subscriberNumber: 4,
  alphanumeric: 5,
  abbreviated: 6,
} as const;

/** Numbering Plan Indicator, 5.2.6. */
export const Npi = {
  unknown: 0,
  isdn: 1,
  data: 3,
  telex: 4,
  landMobile: 6,
  national: 8,
  private: 9,
  ermes: 10,
  internet: 14,
  wapClientId: 18,
} as const;

/** Bits of esm_class, 5.2.12. The message types share bits 5 to 2. */
export const EsmClass = {
  defaultMode: 0x00,
  datagramMode: 0x01,
  forwardMode: 0x02,
  storeAndForwardMode: 0x03,
  messageTypeMask: 0x3c,
  smscDeliveryReceipt: 0x04,
  smeDeliveryAcknowledgement: 0x08,
  smeManualAcknowledgement: 0x10,
  conversationAbort: 0x18,
  intermediateNotification: 0x20,
  udhIndicator: 0x40,
  replyPath: 0x80,
} as const;

/** registered_delivery, 5.2.17. */
export const RegisteredDelivery = {
  none: 0x00,
  always: 0x01,
  onFailure: 0x02,
  smeDeliveryAcknowledgement: 0x04,
  smeManualAcknowledgement: 0x08,
  intermediateNotification: 0x10,
} as const;

/** data_coding, 5.2.19; 0xF0 to 0xFF are GSM message classes (3GPP TS 23.038). */
export const DataCoding = {
  smscDefault: 0x00,
  ia5: 0x01,
  binaryAlias: 0x02,
  latin1: 0x03,
  binary: 0x04,
  jis: 0x05,
  cyrillic: 0x06,
  hebrew: 0x07,
  ucs2: 0x08,
  class2Binary: 0xf6,
} as const;

/** message_state, 5.2.28. */
export const MESSAGE_STATES = {
  ENROUTE: 1,
  DELIVERED: 2,
  EXPIRED: 3,
  DELETED: 4,
  UNDELIVERABLE: 5,
  ACCEPTED: 6,
  UNKNOWN: 7,
  REJECTED: 8,
} as const;

export type MessageState = keyof typeof MESSAGE_STATES;

const STATE_BY_CODE = new Map<number, MessageState>(
  Object.entries(MESSAGE_STATES).map(([name, code]) => [code, name as MessageState]),
);

export function messageStateOf(code: number): MessageState {
  return STATE_BY_CODE.get(code) ?? 'UNKNOWN';
}

/** Whether the SMSC will not try any more (5.2.28, table 5-6). */
export function isFinal(state: MessageState): boolean {
  return state !== 'ENROUTE' && state !== 'ACCEPTED' && state !== 'UNKNOWN';
}
