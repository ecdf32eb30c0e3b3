import type { Transaction } from '@tandem/core';
import type { CollectionSpec, StoredDocument } from '@tandem/stores';

/** Authentications. Unique on customer + requestId for as long as the document lives (30 days). */
export const TRANSACTIONS: CollectionSpec<Transaction> = {
  name: 'transactions',
  indexes: [
    { name: 'request', fields: ['customerId', 'requestId'], unique: true },
    { name: 'expiring', fields: ['expiresAt'] },
    { name: 'driven', fields: ['driveAt'] },
    { name: 'awaiting', fields: ['awaiting', 'acceptedAt'] },
    { name: 'subscriber', fields: ['msisdnHash', 'acceptedAt'] },
    { name: 'dead-letters', fields: ['callback.deadAt'] },
    { name: 'recent', fields: ['acceptedAt'] },
    { name: 'customer', fields: ['customerId', 'acceptedAt'] },
    { name: 'outcome', fields: ['outcome.responseType', 'acceptedAt'] },
    { name: 'decided-in', fields: ['outcome.region', 'acceptedAt'] },
  ],
  expiresAt: 'purgeAt',
};

/** A SIM with Tandem's applet on it, as provisioned or as it registered itself (frame 3100). */
export interface Applet extends StoredDocument {
  readonly msisdnHash: string;
  readonly simUid: string;
  readonly deviceUid: string;
  readonly registeredAt: number;
}

export const APPLETS: CollectionSpec<Applet> = {
  name: 'applets',
  indexes: [{ name: 'subscriber', fields: ['msisdnHash'], unique: true }],
};

/** A bank. Its secrets rest in the secrets store under `customers/<_id>` (see CustomerSecrets). */
export interface Customer extends StoredDocument {
  readonly name: string;
  readonly clientId: string;
  /** Host names that cbUrl may name; `*.example.com` admits every name below it. */
  readonly callbackHosts: readonly string[];
  /** Only the local system's customer: plain http to loopback is allowed. */
  readonly loopbackCallbacks: boolean;
  readonly requestsPerSecond?: number;
}

export const CUSTOMERS: CollectionSpec<Customer> = {
  name: 'customers',
  indexes: [{ name: 'client', fields: ['clientId'], unique: true }],
};

/**
 * One message at the SMSC, keyed by the id it gave. The response and the receipt may arrive in either
 * order, on different binds, even in different regions: whoever comes second completes the document.
 */
export interface SmscMessage extends StoredDocument {
  readonly transactionId?: string;
  readonly attempt?: number;
  readonly part?: number;
  readonly submittedAt?: number;
  readonly submittedIn?: string;
  /** Of its submit_sm: the bind, and the sequence_number there. */
  readonly bind?: string;
  readonly sequence?: number;
  readonly receipt?: {
    /** SMPP 3.4 section 5.2.28 message_state by name, such as DELIVERED or UNDELIVERABLE. */
    readonly state: string;
    readonly error?: string;
    readonly at: number;
    readonly region: string;
  };
  readonly purgeAt: number;
}

export const SMSC_MESSAGES: CollectionSpec<SmscMessage> = {
  name: 'smsc-messages',
  indexes: [{ name: 'transaction', fields: ['transactionId'] }],
  expiresAt: 'purgeAt',
};
