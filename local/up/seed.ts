import { type Documents, isStoreError, type StoredDocument } from '@tandem/stores';
import { APPLETS, type Applet, CUSTOMERS, type Customer } from '@tandem/workloads';
import { LOCAL_CUSTOMER } from './local-secrets.ts';

/** Writes the local customer and the provisioned applets, unless an earlier start has done so. */
export async function seedDocuments(
  documents: Documents,
  applets: readonly Applet[],
): Promise<void> {
  const customers = documents.collection(CUSTOMERS);
  const provisioned = documents.collection(APPLETS);
  const customer: Customer = {
    _id: LOCAL_CUSTOMER.id,
    version: 1,
    name: LOCAL_CUSTOMER.name,
    clientId: LOCAL_CUSTOMER.clientId,
    callbackHosts: [],
    loopbackCallbacks: true,
    requestsPerSecond: 10_000,
  };
  await insertIfAbsent(customers, customer);
  const left = applets.values();
  const lane = async () => {
    for (const applet of left) await insertIfAbsent(provisioned, applet);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** Inserts under way at once: a server that is not as fast as the embedded engine answers each in time. */
const LANES = 128;

async function insertIfAbsent<D extends StoredDocument>(
  collection: { insert(document: D): Promise<void> },
  document: D,
): Promise<void> {
  try {
    await collection.insert(document);
  } catch (error) {
    if (!isStoreError(error, 'duplicate')) throw error;
  }
}
