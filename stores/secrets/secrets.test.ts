import { chmodSync, mkdirSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManualClock } from '@tandem/core';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { secretsContract } from '../contract/secrets.ts';
import { temporaryDirectory } from '../testing/temporary.ts';
import { environmentSecrets } from './environment.ts';
import { fileSecrets } from './file.ts';
import { mountedSecrets } from './mounted.ts';

const LONG_AGO = new Date('2026-01-02T03:04:05Z');

secretsContract('file', () => {
  const directory = temporaryDirectory();
  const path = join(directory.path, 'secrets.json');
  const clock = new ManualClock();
  const content: Record<string, string> = {};
  return Promise.resolve({
    secrets: fileSecrets({ path, clock }),
    dates: true,
    put(name, value) {
      content[name] = value;
      writeFileSync(path, JSON.stringify(content), { mode: 0o600 });
      clock.advance(1_000);
      return Promise.resolve();
    },
    async close() {
      directory.remove();
    },
  });
});

secretsContract('environment', () => {
  const environment: Record<string, string> = {};
  return Promise.resolve({
    secrets: environmentSecrets(environment),
    dates: false,
    put(name, value) {
      environment[`TANDEM_SECRET_${name.toUpperCase().replaceAll(/\W|-/g, '_')}`] = value;
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
});

/** A mount of the CSI driver: links to `..data`, a link that a rotation swaps. */
function mountOf(directory: string) {
  let rotations = 0;
  const content: Record<string, string> = {};
  return (name: string, value: string): void => {
    const file = name.replaceAll('/', '_');
    const fresh = !(file in content);
    content[file] = value;
    rotations += 1;
    const folder = `..2026_11_23_${rotations}`;
    mkdirSync(join(directory, folder));
    for (const [each, text] of Object.entries(content)) {
      writeFileSync(join(directory, folder, each), text);
    }
    symlinkSync(folder, join(directory, '..data_tmp'));
    renameSync(join(directory, '..data_tmp'), join(directory, '..data'));
    if (fresh) symlinkSync(join('..data', file), join(directory, file));
  };
}

secretsContract('files of a mounted volume', () => {
  const directory = temporaryDirectory();
  const rotate = mountOf(directory.path);
  return Promise.resolve({
    secrets: mountedSecrets({ directory: directory.path }),
    dates: true,
    put: async (name, value) => rotate(name, value),
    close: async () => directory.remove(),
  });
});

describe('secrets of a mounted volume', () => {
  const directory = temporaryDirectory();
  afterEach(() => directory.remove());

  test('may lie in folders, and say what to do when one is absent, empty or no name', async () => {
    mkdirSync(join(directory.path, 'customers'));
    writeFileSync(join(directory.path, 'customers', 'acme'), 'in a folder\n');
    writeFileSync(join(directory.path, 'empty'), '');
    const secrets = mountedSecrets({ directory: directory.path });
    expect(await secrets.get('customers/acme')).toBe('in a folder');
    await expect(secrets.get('customers')).rejects.toThrow(
      `there is no secret customers in ${directory.path}: name it in the SecretProviderClass`,
    );
    await expect(secrets.get('empty')).rejects.toThrow(/empty.*give it a value/);
    await expect(secrets.get('../etc/passwd')).rejects.toThrow('cannot be the name of a secret');
    await expect(secrets.changedAt?.('../etc/passwd')).rejects.toThrow('cannot be the name');
  });

  test('are as old as the file behind the link, until a rotation', async () => {
    const mount = temporaryDirectory();
    onTestFinished(() => mount.remove());
    const rotate = mountOf(mount.path);
    const secrets = mountedSecrets({ directory: mount.path });
    rotate('customers/acme', 'first');
    // The link itself is of today.
    utimesSync(join(mount.path, '..data', 'customers_acme'), LONG_AGO, LONG_AGO);
    expect(await secrets.changedAt?.('customers/acme')).toBe(LONG_AGO.getTime());
    rotate('customers/acme', 'second');
    expect(await secrets.changedAt?.('customers/acme')).toBeGreaterThan(LONG_AGO.getTime());
  });
});

describe('file secrets', () => {
  const directory = temporaryDirectory();
  const path = join(directory.path, 'secrets.json');
  afterEach(() => directory.remove());

  test('are refused when others may read the file, and when it is no object of strings', async () => {
    writeFileSync(path, '{"key":"value"}');
    chmodSync(path, 0o644);
    await expect(fileSecrets({ path }).get('key')).rejects.toThrow(
      `${path} has mode 0644; allowed: 0600 or stricter`,
    );
    chmodSync(path, 0o600);
    expect(await fileSecrets({ path }).get('key')).toBe('value');
    for (const text of ['', '[]', '{"key":1}', 'key=secret-value']) {
      writeFileSync(path, text);
      const failure = await fileSecrets({ path }).get('key').catch(String);
      expect(failure).toContain('must hold one JSON object');
      expect(failure).not.toContain('secret-value');
    }
  });

  test('say what to do about one that is absent or empty', async () => {
    const other = temporaryDirectory();
    onTestFinished(() => other.remove());
    const path = join(other.path, 'secrets.json');
    writeFileSync(path, '{"key":""}', { mode: 0o600 });
    await expect(fileSecrets({ path }).get('key')).rejects.toThrow(/key in .* is empty: give it/);
    await expect(fileSecrets({ path }).get('other')).rejects.toThrow(/no secret other in .*: add/);
  });

  test('say that the file is absent', async () => {
    await expect(fileSecrets({ path }).get('key')).rejects.toThrow('ENOENT');
  });
});

describe('environment secrets', () => {
  const directory = temporaryDirectory();
  afterEach(() => directory.remove());

  test('come from the file that NAME_FILE names, without its final newline', async () => {
    const path = join(directory.path, 'mounted');
    writeFileSync(path, 'from the file\n');
    const secrets = environmentSecrets({ TANDEM_SECRET_API_KEY_FILE: path });
    expect(await secrets.get('api-key')).toBe('from the file');
    utimesSync(path, LONG_AGO, LONG_AGO);
    expect(await secrets.changedAt?.('api-key')).toBe(LONG_AGO.getTime());
    writeFileSync(path, '\n');
    await expect(secrets.get('api-key')).rejects.toThrow(/api-key in .* is empty: give it a value/);
    directory.remove();
    await expect(secrets.get('api-key')).rejects.toThrow(/api-key.*ENOENT/);
    await expect(secrets.changedAt?.('api-key')).rejects.toThrow(/api-key.*ENOENT/);
  });
});
