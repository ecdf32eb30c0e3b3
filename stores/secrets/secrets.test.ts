import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManualClock } from '@tandem/core';
import { afterEach, describe, expect, test } from 'vitest';
import { secretsContract } from '../contract/secrets.ts';
import { temporaryDirectory } from '../testing/temporary.ts';
import { environmentSecrets } from './environment.ts';
import { fileSecrets } from './file.ts';

secretsContract('file', () => {
  const directory = temporaryDirectory();
  const path = join(directory.path, 'secrets.json');
  const clock = new ManualClock();
  const content: Record<string, string> = {};
  return Promise.resolve({
    secrets: fileSecrets({ path, clock }),
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
    put(name, value) {
      environment[`TANDEM_SECRET_${name.toUpperCase().replaceAll(/\W|-/g, '_')}`] = value;
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
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
    directory.remove();
    await expect(secrets.get('api-key')).rejects.toThrow(/api-key.*ENOENT/);
  });
});
