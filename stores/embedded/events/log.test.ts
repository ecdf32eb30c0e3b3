import { fdatasyncSync, ftruncateSync, readdirSync, writeSync } from 'node:fs';
import { ManualClock } from '@tandem/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../testing/temporary.ts';
import type { JournalFiles } from '../journal/journal.ts';
import { Ledger } from '../wire/ledger.ts';
import { EventLog } from './log.ts';

const SEGMENT_BYTES = 600;
const PARTITION = 'orders/0';

/** A log and the marks of its publishers, as one life of an engine has them. */
class Life {
  readonly ledger = new Ledger();
  readonly log: EventLog;
  /** Records that the disk still takes. */
  left = Number.POSITIVE_INFINITY;

  constructor(dir: string) {
    const files: JournalFiles = {
      write: (fd, bytes, offset, length, position) => {
        if (this.left <= 0) throw new Error('ENOSPC');
        this.left -= 1;
        return writeSync(fd, bytes, offset, length, position);
      },
      sync: fdatasyncSync,
      truncate: ftruncateSync,
    };
    this.log = new EventLog({
      dir,
      clock: new ManualClock(),
      segmentBytes: SEGMENT_BYTES,
      tailBytes: 1_000_000,
      onSessions: (sessions) => this.ledger.restore(sessions),
      allSessions: () => this.ledger.pack(),
      files,
    });
  }

  /** As the service does; false when the session had published this before. */
  publish(sessionId: string, id: number, partition = PARTITION): boolean {
    const session = this.ledger.session(sessionId, 0);
    if (this.ledger.hasTakenEffect(session, id)) return false;
    this.ledger.succeeded(session, id);
    const data = Buffer.from(`${sessionId} ${id} `.padEnd(100, '.'));
    this.log.append([{ partition, count: 1, data }], this.ledger.pack([session]));
    return true;
  }

  /** Everything from `offset` on, read one after the other. */
  all(partition = PARTITION, offset = 0): string[] {
    const texts: string[] = [];
    for (let at = offset; at < this.log.end(partition); ) {
      const batch = this.log.read(partition, at);
      if (!batch) throw new Error(`nothing at ${at}`);
      expect(batch.base).toBe(at);
      texts.push(batch.data.toString().split(' .')[0] ?? '');
      at = batch.base + batch.count;
    }
    return texts;
  }
}

describe('an event log whose writer stops while it begins a segment', () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  beforeEach(() => {
    directory = temporaryDirectory();
  });
  afterEach(() => directory.remove());

  /** Two publishers, until the next record begins a segment; the disk then takes `left` more records. */
  function fill(left: number): { life: Life; published: string[] } {
    const life = new Life(directory.path);
    const published: string[] = [];
    for (let id = 1; id <= 4; id += 1) {
      life.publish(id % 2 ? 'odd' : 'even', id);
      published.push(`${id % 2 ? 'odd' : 'even'} ${id}`);
    }
    life.left = left;
    return { life, published };
  }

  test('keeps events, offsets and marks when the first record was not written', () => {
    const { life, published } = fill(0);
    expect(() => life.publish('odd', 5)).toThrow('the disk refused a write');
    expect(readdirSync(directory.path)).toHaveLength(2);
    const next = new Life(directory.path);
    expect(next.log.end(PARTITION)).toBe(4);
    expect(next.all()).toEqual(published);
    for (const id of [1, 2, 3, 4]) expect(next.publish(id % 2 ? 'odd' : 'even', id)).toBe(false);
    expect(next.publish('odd', 5)).toBe(true);
    expect(next.all()).toEqual([...published, 'odd 5']);
  });

  test('keeps them when it was written: it carries its own turn and all marks', () => {
    const { life, published } = fill(1);
    life.publish('odd', 5);
    expect(readdirSync(directory.path)).toHaveLength(2);
    const next = new Life(directory.path);
    expect(next.all()).toEqual([...published, 'odd 5']);
    expect(next.publish('odd', 5)).toBe(false);
    expect(next.publish('even', 4)).toBe(false);
    expect(next.publish('even', 6)).toBe(true);
  });

  test('reads without a gap after several segments, of which only the heads are read again', () => {
    const life = new Life(directory.path);
    const expected: string[] = [];
    for (let id = 1; id <= 40; id += 1) {
      life.publish('writer', id, id === 1 ? 'rare/0' : PARTITION);
      if (id > 1) expected.push(`writer ${id}`);
    }
    const next = new Life(directory.path);
    expect(next.all()).toEqual(expected);
    expect(next.all('rare/0')).toEqual(['writer 1']);
    for (let id = 1; id <= 40; id += 1) expect(next.publish('writer', id)).toBe(false);
    expect(next.publish('writer', 41, 'rare/0')).toBe(true);
    expect(next.all('rare/0')).toEqual(['writer 1', 'writer 41']);
    for (let offset = 0; offset < expected.length; offset += 1) {
      expect(next.all(PARTITION, offset)).toEqual(expected.slice(offset));
    }
  });
});
