import { gunzipSync } from 'node:zlib';
import { ManualClock } from '@tandem/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { APPLETS, CUSTOMERS, TRANSACTIONS } from '../records/index.ts';
import { MemoryArchive } from '../records/testing/memory-archive.ts';
import { acceptedAt } from '../records/testing/transactions.ts';
import { MemoryDocuments } from '../testing/memory-documents.ts';
import { listBackups, restoreBackup } from './restore.ts';
import { writeBackup } from './write.ts';

let archive: MemoryArchive;
let documents: MemoryDocuments;
const clock = new ManualClock();

beforeEach(async () => {
  archive = new MemoryArchive();
  documents = new MemoryDocuments();
  await documents.collection(CUSTOMERS).insert({
    _id: 'acme',
    version: 1,
    name: 'Acme',
    clientId: 'acme-client',
    callbackHosts: [],
    loopbackCallbacks: true,
  });
  const applets = documents.collection(APPLETS);
  for (let nth = 0; nth < 600; nth += 1) {
    const digits = String(nth).padStart(6, '0');
    await applets.insert({
      _id: `applet-${digits}`,
      version: 1,
      msisdnHash: digits.padStart(64, '0'),
      simUid: `sim-${digits}`,
      deviceUid: `device-${digits}`,
      registeredAt: 0,
    });
  }
});

const write = (goOn: () => boolean = () => true) =>
  writeBackup({
    documents,
    archive,
    prefix: 'use1/',
    region: 'us-east-1',
    epoch: 3,
    clock,
    lockedForMs: 1_000,
    goOn,
  });

describe('a backup', () => {
  it('holds every document, in locked parts, and a manifest that names them', async () => {
    const manifest = await write();
    if (!manifest) throw new Error('no manifest');
    expect(manifest.parts.map(({ collection, documents: count }) => [collection, count])).toEqual([
      ['customers', 1],
      ['applets', 600],
    ]);
    const [key = ''] = [...archive.objects.keys()].filter((each) => each.includes('/applets-'));
    const lines = gunzipSync(archive.objects.get(key) ?? '')
      .toString('utf8')
      .trim()
      .split('\n');
    expect(lines).toHaveLength(600);
    expect(archive.lockedUntil.get(key)).toBe(manifest.startedAt + 1_000);
    expect(await listBackups(archive, ['use1/', 'usw2/'])).toEqual([manifest]);
  });

  it('restores what is missing, writes over nothing, and may be repeated', async () => {
    const manifest = await write();
    if (!manifest) throw new Error('no manifest');
    const other = new MemoryDocuments();
    const changed = { _id: 'acme', version: 1, name: 'Changed since' };
    await other
      .collection(CUSTOMERS)
      .insert({ ...changed, clientId: 'x', callbackHosts: [], loopbackCallbacks: false });
    expect(await restoreBackup(archive, other, manifest)).toEqual([
      { collection: 'customers', restored: 0, kept: 1 },
      { collection: 'applets', restored: 600, kept: 0 },
    ]);
    expect((await other.collection(CUSTOMERS).get('acme'))?.name).toBe('Changed since');
    const [, applets] = await restoreBackup(archive, other, manifest);
    expect(applets).toEqual({ collection: 'applets', restored: 0, kept: 600 });
  });

  it('holds authentications that have their outcome, and no sealed number', async () => {
    const transactions = documents.collection(TRANSACTIONS);
    const [open, ended] = [acceptedAt(clock.now()), acceptedAt(clock.now())];
    await transactions.insert(open);
    await transactions.insert(ended);
    const { msisdnSealed: _, ...decided } = ended;
    const outcome = {
      responseType: 'APPROVED',
      status: 'ACCEPTED',
      decidedAt: 1,
      region: 'us-east-1',
    } as const;
    await transactions.replace({ ...decided, version: 2, state: 'decided', outcome });
    const manifest = await write();
    if (!manifest) throw new Error('no manifest');
    for (const [key, body] of archive.objects) {
      if (key.endsWith('.gz')) expect(gunzipSync(body).toString()).not.toContain('msisdnSealed');
    }
    const other = new MemoryDocuments();
    const [, , restored] = await restoreBackup(archive, other, manifest);
    expect(restored).toEqual({ collection: 'transactions', restored: 1, kept: 0 });
    expect(await other.collection(TRANSACTIONS).get(open._id)).toBeUndefined();
  });

  it('comes back at versions that no late writer knows', async () => {
    const manifest = await write();
    if (!manifest) throw new Error('no manifest');
    const other = new MemoryDocuments();
    await restoreBackup(archive, other, manifest, 5_000);
    const customers = other.collection(CUSTOMERS);
    const restored = await customers.get('acme');
    if (!restored) throw new Error('no customer');
    expect(restored.version).toBe(5_000);
    expect(await customers.replace({ ...restored, version: 2 })).toBe(false);
    expect(await customers.replace({ ...restored, version: 5_001 })).toBe(true);
  });

  it('that was ended early is none', async () => {
    let pages = 0;
    const manifest = await write(() => {
      pages += 1;
      return pages < 3;
    });
    expect(manifest).toBeUndefined();
    expect(await listBackups(archive, ['use1/'])).toEqual([]);
  });

  it('whose manifest is damaged is named, with the field', async () => {
    const manifest = await write();
    if (!manifest) throw new Error('no manifest');
    const key = `use1/backups/${manifest.id}/manifest.json`;
    archive.objects.set(key, Buffer.from(JSON.stringify({ ...manifest, epoch: 'three' })));
    await expect(listBackups(archive, ['use1/'])).rejects.toThrow(`${key}/epoch`);
    const [part = ''] = archive.objects.keys();
    archive.objects.set(part, Buffer.from('damaged'));
    await expect(restoreBackup(archive, documents, manifest)).rejects.toThrow('SHA-256 differs');
  });
});
