import {
  appendFileSync,
  fdatasyncSync,
  ftruncateSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../testing/temporary.ts';
import { Journal, type JournalFiles, type JournalOptions, segmentPath } from './journal.ts';
import { decodeRecords, encodeRecord } from './record.ts';

describe('a journal', () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  beforeEach(() => {
    directory = temporaryDirectory();
  });
  afterEach(() => directory.remove());

  function open(
    more: Partial<Pick<JournalOptions, 'files' | 'segmentBytes' | 'closedSegmentsByHeadOnly'>> = {},
  ): {
    journal: Journal;
    found: unknown[];
  } {
    const found: unknown[] = [];
    const options = { dir: directory.path, sync: true, segmentBytes: 1_000, ...more };
    const journal = Journal.open({ ...options, onRecord: (value) => found.push(value) });
    return { journal, found };
  }

  test('gives back its records in order, over several segments', () => {
    const { journal } = open();
    for (let at = 0; at < 100; at += 1) {
      if (journal.full) journal.roll();
      journal.append([at, 'x'.repeat(50)]);
    }
    expect(journal.segments.length).toBeGreaterThan(3);
    journal.close();
    const again = open();
    expect(again.found).toEqual(Array.from({ length: 100 }, (_, at) => [at, 'x'.repeat(50)]));
    again.journal.deleteBelow(again.journal.segment);
    again.journal.close();
    expect(open().found.length).toBeLessThan(20);
  });

  test('ends at the last whole record, whatever a killed writer left behind it', () => {
    const { journal } = open();
    journal.append('first');
    journal.append('second');
    journal.close();
    const path = segmentPath(directory.path, 1);
    const whole = readFileSync(path);
    const torn = encodeRecord(['third', 'y'.repeat(40)]);
    for (let length = 0; length < torn.length; length += 1) {
      writeFileSync(path, Buffer.concat([whole, torn.subarray(0, length)]));
      const reopened = open();
      expect(reopened.found).toEqual(['first', 'second']);
      reopened.journal.append('fourth');
      reopened.journal.close();
      expect(open().found).toEqual(['first', 'second', 'fourth']);
    }
  });

  test('forgets a segment that was begun and has no whole first record', () => {
    const byHead = { closedSegmentsByHeadOnly: true };
    const { journal } = open(byHead);
    for (const record of ['head', 'second', 'third']) journal.append(record);
    journal.roll();
    journal.close();
    const path = segmentPath(directory.path, 2);
    const head = encodeRecord(['head of the next', 'y'.repeat(40)]);
    for (let length = 0; length < head.length; length += 1) {
      writeFileSync(path, head.subarray(0, length));
      const reopened = open(byHead);
      expect(reopened.found).toEqual(['head', 'second', 'third']);
      expect(reopened.journal.segments).toEqual([1]);
      reopened.journal.close();
    }
    writeFileSync(path, head);
    const whole = open(byHead);
    expect(whole.found).toEqual(['head', ['head of the next', 'y'.repeat(40)]]);
    whole.journal.close();
  });

  test('forgets several of them, but never the first', () => {
    const { journal } = open();
    journal.append('first');
    for (let times = 0; times < 3; times += 1) journal.roll();
    journal.close();
    const reopened = open();
    expect(reopened.found).toEqual(['first']);
    reopened.journal.append('second');
    expect(reopened.journal.segments).toEqual([1]);
    reopened.journal.close();
    writeFileSync(segmentPath(directory.path, 1), '');
    expect(open().found).toEqual([]);
  });

  test('takes zeros and noise at its end for no record', () => {
    const { journal } = open();
    journal.append('first');
    journal.close();
    const path = segmentPath(directory.path, 1);
    const { length } = readFileSync(path);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (noise, zeros) => {
        truncateSync(path, length);
        appendFileSync(path, zeros ? Buffer.alloc(noise.length) : noise);
        const reopened = open();
        expect(reopened.found[0]).toBe('first');
        expect(reopened.found.length).toBe(1);
        reopened.journal.close();
      }),
    );
    expect([...decodeRecords(Buffer.alloc(100))]).toEqual([]);
  });

  test('says which closed segment is damaged and where', () => {
    const { journal } = open();
    journal.append('first');
    journal.roll();
    journal.append('second');
    journal.close();
    const path = segmentPath(directory.path, 1);
    const bytes = readFileSync(path);
    bytes[bytes.length - 1] = 0;
    writeFileSync(path, bytes);
    expect(() => open()).toThrow(`${path} is damaged at byte 0 of ${bytes.length}`);
  });

  test('refuses while the disk is full, leaves no trace of that, and goes on afterwards', () => {
    let room = 60;
    const files: JournalFiles = {
      write(fd, bytes, offset, length, position) {
        if (room <= 0) throw new Error('ENOSPC: no space left on device');
        const partly = Math.min(room, length);
        room -= partly;
        return writeSync(fd, bytes, offset, partly, position);
      },
      sync: fdatasyncSync,
      truncate: ftruncateSync,
    };
    const { journal } = open({ files });
    journal.append('fits');
    expect(() => journal.append('x'.repeat(100))).toThrow(/the disk refused a write: ENOSPC/);
    expect(() => journal.append('x')).toThrow(/ENOSPC/);
    room = 10_000;
    journal.append('after');
    journal.close();
    expect(open().found).toEqual(['fits', 'after']);
  });
});
