import { readFile, stat } from 'node:fs/promises';
import { type Clock, systemClock } from '@tandem/core';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { StoreError } from '../ports/errors.ts';
import type { Secrets } from '../ports/secrets.ts';

export interface FileSecretsOptions {
  /** A JSON object of names and values, readable by its owner alone (mode 0600 or stricter). */
  readonly path: string;
  readonly clock?: Clock;
}

/** A change of the file is seen within this time. */
const RECHECK_MS = 1_000;
const OTHERS_MAY_ACCESS = 0o077;

const Content = Compile(Type.Record(Type.String(), Type.String()));

/** Secrets of a local file, read again when it changes. */
export function fileSecrets(options: FileSecretsOptions): Secrets {
  const clock = options.clock ?? systemClock;
  let held: { content: ReadonlyMap<string, string>; fingerprint: string } | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<ReadonlyMap<string, string>> | undefined;

  async function load(): Promise<ReadonlyMap<string, string>> {
    const fingerprint = await inspect(options.path);
    if (held?.fingerprint !== fingerprint) {
      held = { content: await read(options.path), fingerprint };
    }
    checkedAt = clock.monotonic();
    return held.content;
  }

  function current(): Promise<ReadonlyMap<string, string>> {
    if (held && clock.monotonic() - checkedAt < RECHECK_MS) return Promise.resolve(held.content);
    loading ??= load().finally(() => {
      loading = undefined;
    });
    return loading;
  }

  async function get(name: string): Promise<string> {
    const value = (await current()).get(name);
    if (value === '') {
      const message = `the secret ${name} in ${options.path} is empty: give it a value`;
      throw new StoreError('unavailable', message);
    }
    if (value !== undefined) return value;
    throw new StoreError('missing', `there is no secret ${name} in ${options.path}: add it there`);
  }

  return {
    get,
    async changedAt(name) {
      await get(name);
      return (await attempt(options.path, () => stat(options.path))).mtimeMs;
    },
    close: () => Promise.resolve(),
  };
}

async function inspect(path: string): Promise<string> {
  const found = await attempt(path, () => stat(path));
  if ((found.mode & OTHERS_MAY_ACCESS) !== 0) {
    const mode = (found.mode & 0o777).toString(8).padStart(4, '0');
    throw new StoreError('unavailable', `${path} has mode ${mode}; allowed: 0600 or stricter`);
  }
  return `${found.ino} ${found.mtimeMs} ${found.size}`;
}

async function read(path: string): Promise<ReadonlyMap<string, string>> {
  const text = await attempt(path, () => readFile(path, 'utf8'));
  const content = parse(text);
  if (!Content.Check(content)) {
    throw new StoreError('unavailable', `${path} must hold one JSON object of names and strings`);
  }
  return new Map(Object.entries(content));
}

/** The parser's own message quotes the text, which is secret. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    throw new StoreError('unavailable', `cannot read the secrets in ${path}: ${code}`, { cause });
  }
}
