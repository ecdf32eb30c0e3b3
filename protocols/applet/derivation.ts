import { MacKey } from './cmac.ts';

const LABEL = Buffer.from('tandem-applet', 'ascii');
/** One block is the whole key: the counter is 1, the length 128 bits. */
const COUNTER = Buffer.from([0x01]);
const SEPARATOR = Buffer.from([0x00]);
const KEY_BITS = Buffer.from([0x00, 0x80]);

/**
 * The key of one applet: NIST SP 800-108 section 4.1 (counter mode) with AES-CMAC and an 8-bit counter,
 * CMAC(master, 01h "tandem-applet" 00h appletId 0080h). 16 bytes.
 */
export function deriveAppletKey(master: MacKey, appletId: string): Buffer {
  const context = Buffer.from(appletId, 'utf8');
  return Buffer.from(master.cmac(Buffer.concat([COUNTER, LABEL, SEPARATOR, context, KEY_BITS])));
}

export interface KeyringOptions {
  /** The master key, 16 bytes. */
  readonly master: Uint8Array;
  /** How many applets' keys stay ready, least recently used first out; about 1 KB each. */
  readonly cached?: number;
}

/** Derives the keys of applets from the master key and keeps those in use ready. */
export class AppletKeyring {
  readonly #master: MacKey;
  readonly #cached: number;
  readonly #keys = new Map<string, MacKey>();

  constructor({ master, cached = 10_000 }: KeyringOptions) {
    this.#master = new MacKey(master);
    this.#cached = cached;
  }

  /**
   * A key for every id, provisioned or not: that an unknown applet gets the same answer as a wrong MAC
   * keeps strangers from probing for ids.
   */
  keyFor(appletId: string): MacKey {
    const known = this.#keys.get(appletId);
    if (known) {
      this.#keys.delete(appletId);
      this.#keys.set(appletId, known);
      return known;
    }
    const key = new MacKey(deriveAppletKey(this.#master, appletId));
    this.#keys.set(appletId, key);
    if (this.#keys.size > this.#cached) this.#dropOldest();
    return key;
  }

  #dropOldest(): void {
    for (const oldest of this.#keys.keys()) {
      this.#keys.delete(oldest);
      return;
    }
  }
}
