import type { CollectionSpec } from '@tandem/stores';

/** A document the size of a transaction, with a transaction's indexes. */
export interface BenchDocument {
  readonly _id: string;
  readonly version: number;
  readonly customerId: string;
  readonly requestId: string;
  readonly deadline: number;
  readonly driveAt?: number;
  readonly appletId?: string;
  readonly msisdnHash: string;
  readonly message: string;
  readonly steps: readonly {
    readonly at: number;
    readonly step: string;
    readonly detail: string;
  }[];
}

export const SPEC: CollectionSpec<BenchDocument> = {
  name: 'bench-transactions',
  indexes: [
    { name: 'request', fields: ['customerId', 'requestId'], unique: true },
    { name: 'deadline', fields: ['deadline'] },
    { name: 'drive', fields: ['driveAt'] },
    { name: 'applet', fields: ['appletId'] },
  ],
};

/** Documents written in one authentication: the insert and what happens to it until the callback. */
export const WRITES_PER_LIFE = 7;

const APPLETS = 5_000;

export function newDocument(writer: string, number: number, now: number): BenchDocument {
  const scattered = (number * 7_919) % 1_000_003;
  return {
    _id: `${now.toString(36)}-${String(number).padStart(9, '0')}-${writer}`,
    version: 1,
    customerId: `customer-${number % 20}`,
    requestId: `${writer}-${scattered}-${number}`,
    deadline: now + 60_000,
    driveAt: now + 5_000,
    msisdnHash: String(scattered).padStart(64, '0'),
    message: 'Pay 120 USD to Acme?',
    steps: Array.from({ length: 7 }, (_, at) => ({
      at: now + at,
      step: `step-${at}`,
      detail: 'us-east-1, written by the benchmark to fill the document to one kilobyte',
    })),
  };
}

/** The next version in the life of the document: woken, presented, answered, called back. */
export function nextDocument(document: BenchDocument): BenchDocument {
  const version = document.version + 1;
  const { driveAt, appletId, ...rest } = document;
  if (version === WRITES_PER_LIFE) return { ...rest, version };
  const applet = appletId ?? `applet-${Number(document.msisdnHash) % APPLETS}`;
  return { ...rest, version, driveAt: (driveAt ?? 0) + 1_000, appletId: applet };
}
