import { createHash } from 'node:crypto';
import type { Archives } from '@tandem/runtime';
import { type Archive, StoreError } from '@tandem/stores';

/** An archive in memory, with what was put and how it was locked. */
export class MemoryArchive implements Archive {
  readonly objects = new Map<string, Uint8Array>();
  readonly lockedUntil = new Map<string, number>();
  unavailable = false;

  async put(key: string, body: Uint8Array, options: { lockedUntil?: number } = {}) {
    this.#require();
    const held = this.objects.get(key);
    if (held && !Buffer.from(held).equals(body)) {
      throw new StoreError('duplicate', `the archive has ${key} already, with other content`);
    }
    this.objects.set(key, body);
    if (options.lockedUntil !== undefined) this.lockedUntil.set(key, options.lockedUntil);
    const sha256 = createHash('sha256').update(body).digest('hex');
    return { key, bytes: body.byteLength, sha256 };
  }

  async get(key: string): Promise<Uint8Array> {
    this.#require();
    const body = this.objects.get(key);
    if (!body) throw new StoreError('missing', `the archive has no ${key}`);
    return body;
  }

  async *list(prefix: string) {
    this.#require();
    for (const key of [...this.objects.keys()].sort()) {
      if (key.startsWith(prefix)) yield { key, bytes: this.objects.get(key)?.byteLength ?? 0 };
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #require(): void {
    if (this.unavailable) throw new StoreError('unavailable', 'the archive does not answer');
  }
}

export class MemoryArchives implements Archives {
  readonly audit = new MemoryArchive();
  readonly backups = new MemoryArchive();
  readonly prefix = 'use1/';

  close(): Promise<void> {
    return Promise.resolve();
  }
}
