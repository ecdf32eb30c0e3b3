import { type Cache, type Collection, type Documents, isStoreError } from '@tandem/stores';
import { APPLETS, type Applet } from './collections.ts';

/** What a wake-up needs to know of an applet. */
export interface AppletDetails {
  readonly appletId: string;
  readonly simUid: string;
  readonly deviceUid: string;
}

export interface Registration extends AppletDetails {
  readonly msisdnHash: string;
  readonly at: number;
}

/** `mismatch`: the number belongs to another applet, or the applet to another number or SIM. */
export type Registered = 'registered' | 'mismatch';

export interface AppletDirectoryOptions {
  readonly documents: Documents;
  readonly cache: Cache;
  /** How long a look-up may be answered from the cache. */
  readonly cacheTtlMs: number;
  /** The cache did not answer; documents did. */
  readonly onCacheFailure: (error: unknown) => void;
}

const MAX_RACES = 8;

/** Which applet lives on which subscriber's SIM: documents, with a short memory in the cache. */
export class AppletDirectory {
  readonly #applets: Collection<Applet>;
  readonly #cache: Cache;
  readonly #cacheTtlMs: number;
  readonly #onCacheFailure: (error: unknown) => void;

  constructor({ documents, cache, cacheTtlMs, onCacheFailure }: AppletDirectoryOptions) {
    this.#applets = documents.collection(APPLETS);
    this.#cache = cache;
    this.#cacheTtlMs = cacheTtlMs;
    this.#onCacheFailure = onCacheFailure;
  }

  /** That there is no applet is never remembered: it may register at any moment. */
  async ofSubscriber(msisdnHash: string): Promise<AppletDetails | undefined> {
    const key = cacheKey(msisdnHash);
    const cached = await this.#cache.get(key).catch(this.#onCacheFailure);
    const remembered = cached === undefined ? undefined : parseDetails(cached);
    if (remembered) return remembered;
    const query = { index: 'subscriber', equals: [msisdnHash], limit: 1 };
    const applet = (await this.#applets.find(query))[0];
    if (!applet) return undefined;
    const details = {
      appletId: applet._id,
      simUid: applet.simUid,
      deviceUid: applet.deviceUid,
    };
    this.#cache
      .set(key, JSON.stringify(details), this.#cacheTtlMs)
      .catch((error: unknown) => this.#onCacheFailure(error));
    return details;
  }

  async isKnown(appletId: string): Promise<boolean> {
    return (await this.#applets.get(appletId)) !== undefined;
  }

  /** Upsert by compare-and-set. A SIM may move to another device; a number changes its SIM by provisioning only. */
  async register(registration: Registration): Promise<Registered> {
    const { appletId, msisdnHash, simUid, deviceUid, at } = registration;
    for (let race = 0; race < MAX_RACES; race += 1) {
      const held = await this.#applets.get(appletId);
      if (held && (held.msisdnHash !== msisdnHash || held.simUid !== simUid)) return 'mismatch';
      const version = (held?.version ?? 0) + 1;
      const next = { _id: appletId, version, msisdnHash, simUid, deviceUid, registeredAt: at };
      if (held ? await this.#applets.replace(next) : await this.#insert(next)) {
        await this.#cache.delete(cacheKey(msisdnHash)).catch(this.#onCacheFailure);
        return 'registered';
      }
      if (!held && !(await this.isKnown(appletId))) return 'mismatch';
    }
    throw new Error(`registration of an applet lost ${MAX_RACES} races in a row`);
  }

  async #insert(applet: Applet): Promise<boolean> {
    try {
      await this.#applets.insert(applet);
      return true;
    } catch (error) {
      if (isStoreError(error, 'duplicate')) return false;
      throw error;
    }
  }
}

function cacheKey(msisdnHash: string): string {
  return `subscriber:${msisdnHash}`;
}

/** What another version of this code may have left there counts as a miss. */
function parseDetails(text: string): AppletDetails | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isDetails(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isDetails(value: unknown): value is AppletDetails {
  return (
    typeof value === 'object' &&
    value !== null &&
    'appletId' in value &&
    typeof value.appletId === 'string' &&
    'simUid' in value &&
    typeof value.simUid === 'string' &&
    'deviceUid' in value &&
    typeof value.deviceUid === 'string'
  );
}
