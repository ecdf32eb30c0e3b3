import type { Secrets } from '@tandem/stores';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { withAges } from './secret-ages.ts';

const NAME = 'tandem_secret_changed_timestamp_seconds';

function secretsWritten(at: Readonly<Record<string, number>>): Secrets {
  return {
    get: async (name) => `value of ${name}`,
    changedAt: async (name) => at[name],
    close: async () => undefined,
  };
}

test('a secret that was read shows when it was written, a family by its oldest', async () => {
  const registry = new Registry();
  const written = { 'applet-master-key': 1_000, 'customers/a': 9_000, 'customers/b': 4_000 };
  const secrets = withAges(secretsWritten(written), registry);
  for (const name of Object.keys(written)) {
    expect(await secrets.get(name)).toBe(`value of ${name}`);
  }
  const text = await registry.metrics();
  expect(text).toContain(`${NAME}{secret="applet-master-key"} 1\n`);
  expect(text).toContain(`${NAME}{secret="customers/*"} 4\n`);
  expect(text).not.toContain('customers/a');
});

test('a secret that nobody can date has no series, and is read all the same', async () => {
  const registry = new Registry();
  const secrets = withAges({ get: async () => 'value', close: async () => undefined }, registry);
  expect(await secrets.get('applet-master-key')).toBe('value');
  const failing = {
    get: async () => 'value',
    changedAt: () => Promise.reject(new Error('away')),
    close: async () => undefined,
  };
  expect(await withAges(failing, new Registry()).get('applet-master-key')).toBe('value');
  expect(await registry.metrics()).not.toContain(`${NAME}{`);
});
