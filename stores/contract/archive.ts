import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Archive } from '../ports/archive.ts';
import { isStoreError } from '../ports/errors.ts';
import { contractTest, type Unsupported } from './adapter.ts';

export interface ArchiveAdapter {
  readonly archive: Archive;
  /** Changes the bytes of a stored object behind the archive's back. */
  damage(key: string): Promise<void>;
  close(): Promise<void>;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The semantics that every archive adapter has. */
export function archiveContract(
  name: string,
  makeAdapter: () => Promise<ArchiveAdapter>,
  unsupported?: Unsupported,
): void {
  describe(`archive contract: ${name}`, () => {
    let adapter: ArchiveAdapter;
    beforeAll(async () => {
      adapter = await makeAdapter();
    });
    afterAll(() => adapter?.close());
    const it = contractTest.bind(undefined, unsupported);

    it('gives back what was put, byte for byte, and tells its size and SHA-256', async () => {
      const body = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 31) % 256);
      const stored = await adapter.archive.put('use1/audit/000000000001.json.gz', body);
      expect(stored.bytes).toBe(100_000);
      expect(stored.sha256).toMatch(/^[0-9a-f]{64}$/);
      const found = await adapter.archive.get('use1/audit/000000000001.json.gz');
      expect(Buffer.from(found).equals(body)).toBe(true);
    });

    it('takes the same object twice and refuses another one under its key', async () => {
      await adapter.archive.put('once/object', bytes('first'));
      await adapter.archive.put('once/object', bytes('first'));
      const failure = await adapter.archive
        .put('once/object', bytes('second'))
        .catch((error: unknown) => error);
      expect(isStoreError(failure, 'duplicate')).toBe(true);
      expect(Buffer.from(await adapter.archive.get('once/object')).toString()).toBe('first');
    });

    it('lists keys below a prefix, in order', async () => {
      for (const key of ['list/b/2', 'list/a/10', 'list/b/1', 'listed-not/1']) {
        await adapter.archive.put(key, bytes(key));
      }
      const keys: string[] = [];
      for await (const { key } of adapter.archive.list('list/')) keys.push(key);
      expect(keys).toEqual(['list/a/10', 'list/b/1', 'list/b/2']);
      for await (const { key } of adapter.archive.list('nothing/')) throw new Error(key);
    });

    it('says that there is no such object', async () => {
      const failure = await adapter.archive.get('absent/object').catch((error: unknown) => error);
      expect(isStoreError(failure, 'missing')).toBe(true);
    });

    it('refuses to give what is not what was put', async () => {
      await adapter.archive.put('damaged/object', bytes('what was put'));
      await adapter.damage('damaged/object');
      await expect(adapter.archive.get('damaged/object')).rejects.toThrow(/SHA-256/);
    });

    it('refuses keys that lead out of the archive', async () => {
      for (const key of ['', '../up', 'a//b', '/root', 'a/../../b', 'a'.repeat(600)]) {
        await expect(adapter.archive.put(key, bytes('x'))).rejects.toThrow(/is not allowed/);
      }
    });

    it('keeps objects that are locked', async () => {
      const lockedUntil = Date.now() + 3_600_000;
      await adapter.archive.put('locked/object', bytes('kept'), {
        lockedUntil,
        lockMode: 'compliance',
      });
      expect(Buffer.from(await adapter.archive.get('locked/object')).toString()).toBe('kept');
    });
  });
}
