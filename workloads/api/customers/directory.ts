import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@tandem/core';
import { type Documents, isStoreError, type Secrets } from '@tandem/stores';
import { LRUCache } from 'lru-cache';
import { CUSTOMERS, type Customer } from '../../records/index.ts';
import type { ClientCredentials } from '../token/client-credentials.ts';
import { readCustomerSecrets } from './secrets.ts';

/** A customer with what it takes to know and to answer it. */
export interface Account {
  readonly id: string;
  readonly callbackHosts: readonly string[];
  readonly loopbackCallbacks: boolean;
  readonly requestsPerSecond: number | undefined;
  readonly clientSecretDigest: Buffer;
  readonly signingSecret: string;
}

export interface CustomerDirectoryOptions {
  readonly documents: Documents;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

interface Found {
  readonly account: Account | undefined;
}

const MAX_CUSTOMERS = 10_000;
/** How long a change of a customer (a new secret, a lost right) may go unnoticed. */
const FRESH_MS = 30_000;
/** Compared with when there is no such client, so that both answers take the same time. */
const NOBODY = createHash('sha256').update('nobody').digest();

/** Customers by id and by client id, remembered for half a minute, longer while the stores are away. */
export class CustomerDirectory {
  readonly #byId: LRUCache<string, Found>;
  readonly #byClient: LRUCache<string, Found>;
  readonly #secrets: Secrets;

  constructor({ documents, secrets, clock }: CustomerDirectoryOptions) {
    const customers = documents.collection(CUSTOMERS);
    this.#secrets = secrets;
    const cache = (find: (key: string) => Promise<Customer | undefined>) =>
      new LRUCache<string, Found>({
        max: MAX_CUSTOMERS,
        ttl: FRESH_MS,
        ttlResolution: 0,
        perf: { now: () => clock.monotonic() },
        noDeleteOnFetchRejection: true,
        fetchMethod: async (key) => ({ account: await this.#accountOf(await find(key)) }),
      });
    this.#byId = cache((id) => customers.get(id));
    this.#byClient = cache(
      async (clientId) =>
        (await customers.find({ index: 'client', equals: [clientId], limit: 1 }))[0],
    );
  }

  /** At once when remembered. Rejects with StoreError `unavailable` when it cannot be known now. */
  byId(id: string): Account | undefined | Promise<Account | undefined> {
    const known = this.#byId.get(id);
    return known ? known.account : find(this.#byId, id);
  }

  /** The account of these credentials; undefined when the id or the secret is wrong. */
  async authenticate(credentials: ClientCredentials): Promise<Account | undefined> {
    const account = await find(this.#byClient, credentials.clientId);
    const given = createHash('sha256').update(credentials.clientSecret).digest();
    const right = timingSafeEqual(given, account?.clientSecretDigest ?? NOBODY);
    return right ? account : undefined;
  }

  async #accountOf(customer: Customer | undefined): Promise<Account | undefined> {
    if (!customer) return undefined;
    try {
      const secrets = await readCustomerSecrets(this.#secrets, customer._id);
      const { _id: id, callbackHosts, loopbackCallbacks, requestsPerSecond } = customer;
      return { id, callbackHosts, loopbackCallbacks, requestsPerSecond, ...secrets };
    } catch (error) {
      // Half provisioned: a customer without secrets can prove nothing yet.
      if (isStoreError(error, 'missing')) return undefined;
      throw error;
    }
  }
}

/** The account, as old as it may be while the stores do not say better. */
async function find(cache: LRUCache<string, Found>, key: string): Promise<Account | undefined> {
  try {
    return (await cache.fetch(key))?.account;
  } catch (error) {
    const stale = cache.peek(key, { allowStale: true });
    if (stale && isStoreError(error, 'unavailable')) return stale.account;
    throw error;
  }
}
