import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { archiveContract } from '../contract/archive.ts';
import { temporaryDirectory } from '../testing/temporary.ts';
import { folderArchive } from './folder.ts';

archiveContract('folder', () => {
  const directory = temporaryDirectory();
  return Promise.resolve({
    archive: folderArchive(directory.path),
    damage(key) {
      const path = join(directory.path, key);
      chmodSync(path, 0o600);
      writeFileSync(path, 'something else');
      return Promise.resolve();
    },
    close: async () => directory.remove(),
  });
});

test('a folder without an object lists nothing, and leaves no drafts behind', async () => {
  const directory = temporaryDirectory();
  const archive = folderArchive(join(directory.path, 'archive'));
  try {
    for await (const { key } of archive.list('')) throw new Error(key);
    await archive.put('a/b', new Uint8Array([1]));
    expect(readdirSync(join(directory.path, 'archive', 'a')).sort()).toEqual(['b', 'b.sha256']);
    expect(existsSync(join(directory.path, 'archive', 'a', 'b'))).toBe(true);
  } finally {
    directory.remove();
  }
});

test('an object whose digest was lost is given to nobody, and holds up no list', async () => {
  const directory = temporaryDirectory();
  const archive = folderArchive(directory.path);
  try {
    writeFileSync(join(directory.path, 'lonely'), 'content');
    await expect(archive.get('lonely')).rejects.toThrow(/SHA-256/);
    await archive.put('whole', new TextEncoder().encode('content'));
    const listed: string[] = [];
    for await (const { key } of archive.list('')) listed.push(key);
    expect(listed).toEqual(['whole']);
    await archive.put('lonely', new TextEncoder().encode('content'));
    expect(Buffer.from(await archive.get('lonely')).toString()).toBe('content');
  } finally {
    directory.remove();
  }
});
