import { expect, test } from 'vitest';
import { appletKeysOf } from './applet-keys.ts';
import { secretBytes } from './secret-bytes.ts';
import { MemorySecrets } from './testing/context.ts';

test('reads hexadecimal digits, with the line break that a file ends with', async () => {
  const secrets = new MemorySecrets({ k: '00ff\n' });
  expect(await secretBytes(secrets, 'k', 2)).toEqual(Buffer.from([0, 255]));
});

test.each(['', '00f', '00fg', '00ff00'])('refuses %j without printing it', async (value) => {
  const secrets = new MemorySecrets({ k: value });
  await expect(secretBytes(secrets, 'k', 2)).rejects.toThrow(
    'the secret k is malformed: it must be 2 bytes as 4 hexadecimal digits',
  );
});

test('one keyring a process; a failed look-up is tried again', async () => {
  const secrets = new MemorySecrets();
  const keys = await appletKeysOf(secrets);
  expect(await appletKeysOf(secrets)).toBe(keys);
  const none = new MemorySecrets({});
  await expect(appletKeysOf(none)).rejects.toThrow('applet-master-key');
  await expect(appletKeysOf(none)).rejects.toThrow('applet-master-key');
});
