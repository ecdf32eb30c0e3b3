import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topologyFor } from '@tandem/topology';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openArchives } from './archives.ts';
import { openDocuments, withDatabase } from './documents.ts';
import { openSecrets } from './secrets.ts';

const topology = topologyFor('fast');
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tandem-stores-'));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe('the stores that a configuration names', () => {
  it.each([
    ['mongodb://a:1,b:2/tandem?tls=true', 'mongodb://a:1,b:2/x?tls=true'],
    ['mongodb://user:p%2Fw@a:1', 'mongodb://user:p%2Fw@a:1/x'],
    ['mongodb+srv://cluster.example/?w=majority', 'mongodb+srv://cluster.example/x?w=majority'],
  ])('%s with another database is %s', (url, expected) => {
    expect(withDatabase(url, 'x')).toBe(expected);
  });

  it('refuse an authority that cannot be read, naming the variable', async () => {
    const mongodb = { url: 'mongodb://127.0.0.1:1/tandem', tlsCaFile: join(dataDir, 'absent') };
    await expect(openDocuments({ dataDir, mongodb })).rejects.toThrow(
      /TANDEM_MONGODB_TLS_CA_FILE names .*absent, which cannot be read: ENOENT/,
    );
  });

  it('refuse an authority that is none, naming the variable', async () => {
    const tlsCaFile = join(dataDir, 'ca.pem');
    writeFileSync(tlsCaFile, 'not a certificate');
    const mongodb = { url: 'mongodb://127.0.0.1:1/?tls=true', tlsCaFile };
    await expect(openDocuments({ dataDir, mongodb })).rejects.toThrow(
      /TANDEM_MONGODB_TLS_CA_FILE names .*ca\.pem, which does not begin with a certificate in PEM/,
    );
  });

  it('refuse what is no option of MongoDB without repeating the password', async () => {
    for (const option of ['foo=1', 'tls=maybe', 'tls=true&tlsCAFile=/absent/ca.pem']) {
      const mongodb = { url: `mongodb://u:secret@127.0.0.1:1/?${option}` };
      const documents = await openDocuments({ dataDir, mongodb });
      const failure = await documents.reach().catch(String);
      expect(failure).toMatch(/TANDEM_MONGODB_URL: .*(correct it|cannot be read: ENOENT)/);
      expect(failure).not.toContain('secret');
      await documents.close();
    }
  });

  it('read secrets from a file, or from a mounted directory', async () => {
    const common = { dataDir, region: 'us-east-1', secrets: 'file' } as const;
    writeFileSync(join(dataDir, 'secrets.json'), '{"key":"of the file"}', { mode: 0o600 });
    expect(await openSecrets(common, topology).get('key')).toBe('of the file');
    const secretsPath = join(dataDir, 'mounted');
    mkdirSync(secretsPath);
    writeFileSync(join(secretsPath, 'key'), 'of the mount');
    expect(await openSecrets({ ...common, secretsPath }, topology).get('key')).toBe('of the mount');
  });

  it('archive below the code of the region, in the data directory unless a bucket is named', async () => {
    const archives = openArchives({ dataDir, region: 'us-west-2' }, topology);
    expect(archives.prefix).toBe('usw2/');
    await archives.audit.put('usw2/a', new Uint8Array([1]));
    const again = openArchives({ dataDir, region: 'us-east-1' }, topology);
    expect(await again.audit.get('usw2/a')).toEqual(Buffer.from([1]));
    await Promise.all([archives.close(), again.close()]);
  });
});
