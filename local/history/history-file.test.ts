import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '@tandem/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HistoryFile, type HistoryFileOptions, type WriteBytes } from './history-file.ts';
import type { Operation } from './operation.ts';

describe('HistoryFile', () => {
  let dir = '';
  let path = '';
  let problems: string[] = [];
  const clock = new ManualClock(1_000);

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'history-'));
    path = join(dir, 'made', 'bank.jsonl');
    problems = [];
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const open = (options: Partial<HistoryFileOptions> = {}) =>
    HistoryFile.open({
      path,
      clock,
      now: () => 1_000.25,
      onProblem: ({ message }) => problems.push(message),
      ...options,
    });
  const lines = (): Operation[] =>
    readFileSync(path, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));

  /** A disk that is done at once, and refuses while `full` says so. */
  const disk = (full: () => boolean, most = Number.POSITIVE_INFINITY): WriteBytes => {
    return (fd, bytes, position, done) => {
      if (full()) done(new Error('ENOSPC'), 0);
      else done(null, writeSync(fd, bytes, 0, Math.min(bytes.length, most), position));
    };
  };

  it('writes one JSON line for each operation, in order', async () => {
    const history = open();
    history.record('bank-1', 'invoke', 'approve', { requestId: 'r', place: 'us-east-1' });
    history.record('bank-1', 'info', 'approve', {
      requestId: 'r',
      reason: 'line\nbreak',
      tries: 2,
    });
    await history.close();
    expect(readFileSync(path, 'utf8')).toBe(
      [
        '{"time":1000.25,"process":"bank-1","type":"invoke","f":"approve","value":{"requestId":"r","place":"us-east-1"}}',
        '{"time":1000.25,"process":"bank-1","type":"info","f":"approve","value":{"requestId":"r","reason":"line\\nbreak","tries":2}}',
        '',
      ].join('\n'),
    );
  });

  it('flushes a tenth of a second after the first operation, and then has nothing to do', () => {
    const history = open({ write: disk(() => false) });
    history.record('smsc', 'info', 'wake-up', { reference: '00ff' });
    clock.advance(99);
    expect(readFileSync(path, 'utf8')).toBe('');
    clock.advance(1);
    expect(lines()).toHaveLength(1);
    expect(clock.pendingTasks).toBe(0);
  });

  it('stamps the machine’s time with fractions', async () => {
    const history = HistoryFile.open({ path, onProblem: () => undefined });
    const before = Date.now();
    history.record('p', 'info', 'x', {});
    await history.close();
    expect(Math.abs((lines()[0]?.time ?? 0) - before)).toBeLessThan(1_000);
  });

  it('never goes back in time', async () => {
    const times = [5, 3, 7];
    const history = open({ now: () => times.shift() ?? 0 });
    for (const f of ['a', 'b', 'c']) history.record('p', 'info', f, {});
    await history.close();
    expect(lines().map(({ time }) => time)).toEqual([5, 5, 7]);
  });

  it('records nothing after it was closed', async () => {
    const history = open();
    await history.close();
    history.record('p', 'info', 'x', {});
    expect(lines()).toEqual([]);
  });

  it('goes on after what an earlier life of the process wrote, without the half line it left', async () => {
    const first = open();
    first.record('p', 'info', 'first', {});
    await first.close();
    appendFileSync(path, '{"time":17,"proc');
    const second = open();
    second.record('p', 'info', 'second', {});
    await second.close();
    expect(lines().map(({ f }) => f)).toEqual(['first', 'second']);
  });

  it('empties a file that holds nothing but half a line', async () => {
    const history = open();
    await history.close();
    writeFileSync(path, '{"ti');
    await open().close();
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('finishes a write that the disk took in parts', async () => {
    const history = open({ write: disk(() => false, 7) });
    for (let at = 0; at < 20; at += 1) history.record('p', 'info', 'x', { at });
    await history.close();
    expect(lines().map(({ value }) => value.at)).toEqual([...Array(20).keys()]);
  });

  it('tells of a full disk once, keeps what it could not write, and writes it when there is room', () => {
    let full = true;
    const history = open({ write: disk(() => full) });
    history.record('p', 'info', 'x', { at: 1 });
    clock.advance(1_000);
    history.record('p', 'info', 'x', { at: 2 });
    clock.advance(1_000);
    expect(problems).toEqual(['ENOSPC']);
    full = false;
    clock.advance(1_000);
    expect(lines().map(({ value }) => value.at)).toEqual([1, 2]);
    full = true;
    history.record('p', 'info', 'x', { at: 3 });
    clock.advance(100);
    expect(problems).toEqual(['ENOSPC', 'ENOSPC']);
  });

  it('leaves out what is beyond its memory, and says how much', () => {
    let full = true;
    const history = open({ write: disk(() => full), maxBufferedChars: 200 });
    for (let at = 0; at < 10; at += 1) history.record('p', 'info', 'x', { at });
    clock.advance(100);
    full = false;
    clock.advance(200);
    expect(lines().slice(-1)).toEqual([
      {
        time: 1_000.25,
        process: 'history',
        type: 'info',
        f: 'gap',
        value: { file: 'bank.jsonl', dropped: 7 },
      },
    ]);
    expect(lines()).toHaveLength(4);
  });

  it('closes on a disk that stays full', async () => {
    const history = open({ write: disk(() => true) });
    history.record('p', 'info', 'x', {});
    await history.close();
    expect(problems).toEqual(['ENOSPC']);
  });

  it('refuses a path that cannot be written', () => {
    writeFileSync(join(dir, 'file'), '');
    expect(() => open({ path: join(dir, 'file', 'x.jsonl') })).toThrow(/EEXIST|ENOTDIR/);
  });
});
