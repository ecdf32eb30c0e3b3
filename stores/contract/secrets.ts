import { afterAll, beforeAll, describe, expect } from 'vitest';
import { isStoreError } from '../ports/errors.ts';
import type { Secrets } from '../ports/secrets.ts';
import { contractTest, type Unsupported } from './adapter.ts';

export interface SecretsAdapter {
  readonly secrets: Secrets;
  /** Whether it tells when a secret was written. */
  readonly dates: boolean;
  /** Stores or changes a secret as its owner would, and lets whatever time pass that a change may take. */
  put(name: string, value: string): Promise<void>;
  close(): Promise<void>;
}

/** The semantics that every secrets adapter has. */
export function secretsContract(
  name: string,
  makeAdapter: () => Promise<SecretsAdapter>,
  unsupported?: Unsupported,
): void {
  describe(`secrets contract: ${name}`, () => {
    let adapter: SecretsAdapter;
    beforeAll(async () => {
      adapter = await makeAdapter();
    });
    afterAll(() => adapter?.close());
    const it = contractTest.bind(undefined, unsupported);

    it('returns the value of a plain name and of a path', async () => {
      await adapter.put('applet-master-key', 'first value');
      await adapter.put('customers/acme', 'line one\nline two é');
      expect(await adapter.secrets.get('applet-master-key')).toBe('first value');
      expect(await adapter.secrets.get('customers/acme')).toBe('line one\nline two é');
    });

    it('dates a value, where anything tells, and no value that is missing', async () => {
      await adapter.put('dated', 'value');
      const at = await adapter.secrets.changedAt?.('dated');
      expect(at !== undefined).toBe(adapter.dates);
      // File systems and remote clocks differ by a little.
      if (at !== undefined) expect(Math.abs(at - Date.now())).toBeLessThan(600_000);
      if (!adapter.dates) return;
      await adapter.put('dated', 'another value');
      expect(await adapter.secrets.changedAt?.('dated')).toBeGreaterThanOrEqual(at ?? 0);
      const failure = await adapter.secrets.changedAt?.('undated').catch((error: unknown) => error);
      expect(isStoreError(failure, 'missing')).toBe(true);
    });

    it('returns the new value after a change', async () => {
      await adapter.put('rotated', 'old');
      expect(await adapter.secrets.get('rotated')).toBe('old');
      await adapter.put('rotated', 'new and longer');
      expect(await adapter.secrets.get('rotated')).toBe('new and longer');
    });

    it('names a secret that is missing and never a value', async () => {
      await adapter.put('present', 'do-not-print-me');
      const failure = await adapter.secrets.get('absent').catch((error: unknown) => error);
      if (!isStoreError(failure, 'missing')) throw new Error('it should have been missing');
      expect(failure.message).toContain('absent');
      expect(failure.message).not.toContain('do-not-print-me');
    });
  });
}
