import { chmod, link, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { Archive, ArchivedObject, PutOptions } from '../ports/archive.ts';
import { StoreError } from '../ports/errors.ts';
import { absent, checkedArchiveKey, damaged, differs, sha256Of } from './keys.ts';

const DIGEST = '.sha256';
const DRAFT = '.draft';
const READ_ONLY = 0o400;

/**
 * An archive in a folder: an object is a read-only file, its SHA-256 lies beside it. Objects appear whole or
 * not at all (written elsewhere, flushed, then linked); what is there already is never written over.
 */
export function folderArchive(directory: string): Archive {
  const pathOf = (key: string) => join(directory, ...checkedArchiveKey(key).split('/'));

  async function put(
    key: string,
    body: Uint8Array,
    _options: PutOptions = {},
  ): Promise<Required<ArchivedObject>> {
    const path = pathOf(key);
    const sha256 = sha256Of(body);
    const object = { key, bytes: body.byteLength, sha256 };
    await attempt(`cannot write ${key}`, async () => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await place(path, body);
    });
    const stands = await read(path);
    if (!stands || sha256Of(stands) !== sha256) throw differs(key);
    await attempt(`cannot write ${key}`, () => place(path + DIGEST, Buffer.from(`${sha256}\n`)));
    return object;
  }

  async function get(key: string): Promise<Uint8Array> {
    const path = pathOf(key);
    const body = await read(path);
    if (!body) throw absent(key);
    if (sha256Of(body) !== (await digestBeside(path, key))) throw damaged(key);
    return body;
  }

  async function* list(prefix: string): AsyncGenerator<ArchivedObject> {
    for (const key of await keysBelow(directory)) {
      if (!key.startsWith(prefix)) continue;
      const { size } = await stat(pathOf(key));
      // Without a digest it was never put to the end, and nobody gets it; the others are listed all the same.
      const digest = await read(pathOf(key) + DIGEST);
      if (digest) yield { key, bytes: size, sha256: textOf(digest) };
    }
  }

  return { put, get, list, close: () => Promise.resolve() };
}

/** The SHA-256 that was put. An object whose digest is gone, or was never written, proves nothing. */
async function digestBeside(path: string, key: string): Promise<string> {
  const digest = await read(path + DIGEST);
  if (!digest) throw damaged(key);
  return textOf(digest);
}

const textOf = (digest: Uint8Array): string => Buffer.from(digest).toString('utf8').trim();

async function keysBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return [];
      throw unavailable('cannot list the archive', error);
    },
  );
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(DIGEST))
    .filter(({ name }) => !name.includes(DRAFT))
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .map((path) => path.split(sep).join('/'))
    .sort();
}

let drafts = 0;

async function place(path: string, body: Uint8Array): Promise<void> {
  drafts += 1;
  const draft = `${path}${DRAFT}-${process.pid}-${drafts}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await chmod(draft, READ_ONLY);
    await link(draft, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function read(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unavailable('cannot read the archive', error);
  }
}

async function attempt(what: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    throw unavailable(what, error);
  }
}

function unavailable(what: string, cause: unknown): StoreError {
  return new StoreError('unavailable', `${what}: ${codeOf(cause)}`, { cause });
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
