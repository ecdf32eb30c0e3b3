import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../config/read.ts';
import { ensureDataDir } from './data-dir.ts';
import { asChildMessage, asParentMessage } from './messages.ts';
import { describeStartupError, StartupError } from './startup-error.ts';

const failure = (fields: object) => Object.assign(new Error('failed'), fields);

describe('a failed start', () => {
  test.each<[string, unknown]>([
    [
      'port 80 on 0.0.0.0 is refused to this user (EACCES)',
      failure({ code: 'EACCES', port: 80, address: '0.0.0.0' }),
    ],
    [
      'port 8080 on ::1 is in use; stop the process that has it, or choose another port',
      failure({ code: 'EADDRINUSE', port: 8080, address: '::1' }),
    ],
    ['/data is on a read-only file system', failure({ code: 'EROFS', path: '/data' })],
    ['/data/x is on a full disk (ENOSPC)', failure({ code: 'ENOSPC', path: '/data/x' })],
    ['both say so', new StartupError('both say so')],
    ['a; b', new ConfigError(['a', 'b'])],
  ])('is one line: %s', (line, error) => {
    expect(describeStartupError(error)).toBe(line);
  });

  test('that nobody foresaw has no line', () => {
    expect(describeStartupError(new TypeError('x is undefined'))).toBeUndefined();
    expect(describeStartupError('text')).toBeUndefined();
  });

  test('because of the data directory names it', () => {
    const directory = mkdtempSync(join(tmpdir(), 'tandem-data-'));
    try {
      const file = join(directory, 'file');
      writeFileSync(file, '');
      expect(() => ensureDataDir(join(file, 'below'))).toThrow(
        `the data directory cannot be used: ${join(file, 'below')} is not a directory`,
      );
      ensureDataDir(join(directory, 'a', 'b'));
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

test.each<[unknown, unknown]>([
  [
    { type: 'ready', ports: { api: 1, bad: 'x' } },
    { type: 'ready', ports: { api: 1 }, seconds: 0 },
  ],
  [
    { type: 'failed', message: 'm' },
    { type: 'failed', message: 'm' },
  ],
  [
    { type: 'incident', text: 't', more: 1 },
    { type: 'incident', text: 't' },
  ],
  [{ type: 'incident', text: 1 }, undefined],
  [{ type: 'failed' }, undefined],
  [{ type: 'other' }, undefined],
  [null, undefined],
  ['ready', undefined],
])('the message %o of a child is read as %o', (message, read) => {
  expect(asChildMessage(message)).toEqual(read);
});

test.each<[unknown, unknown]>([
  [
    { type: 'clock', skewMs: -30_000 },
    { type: 'clock', skewMs: -30_000 },
  ],
  [{ type: 'clock', skewMs: Number.NaN }, undefined],
  [{ type: 'clock', skewMs: 1e12 }, undefined],
  [{ type: 'clock' }, undefined],
  [{ type: 'ready' }, undefined],
  [null, undefined],
])('the message %o of a supervisor is read as %o', (message, read) => {
  expect(asParentMessage(message)).toEqual(read);
});
