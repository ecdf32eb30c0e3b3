import type { Clock } from '@tandem/core';
import { StoreError } from '../../ports/errors.ts';
import { Journal, type JournalFiles } from '../journal/journal.ts';
import { readSegment } from '../journal/segment-reader.ts';
import type { PackedSession } from '../wire/ledger.ts';

/** Events as their publisher packed them; the log never looks inside. */
export interface Batch {
  readonly base: number;
  readonly count: number;
  readonly at: number;
  readonly data: Buffer;
}

export interface NewBatch {
  readonly partition: string;
  readonly count: number;
  readonly data: Buffer;
}

interface PartitionLog {
  /** The first offset still kept, and the offset that the next event gets. */
  start: number;
  end: number;
  /** The most recent batches; everything older is read from its segment. */
  tail: Batch[];
}

type PackedBatch = readonly [
  partition: string,
  base: number,
  count: number,
  at: number,
  data: Buffer,
];
/**
 * The first record of each segment carries, in `ends`, where every partition stood before it, and all sessions;
 * others leave `ends` empty and carry the sessions of their turn.
 */
type LogRecord = readonly [
  sessions: readonly PackedSession[],
  batches: readonly PackedBatch[],
  ends: readonly (readonly [partition: string, end: number])[],
  at: number,
];

interface SegmentHead {
  readonly ends: ReadonlyMap<string, number>;
  readonly startedAt: number;
}

export interface EventLogOptions {
  readonly dir: string;
  readonly clock: Clock;
  readonly segmentBytes: number;
  readonly tailBytes: number;
  onSessions(sessions: readonly PackedSession[]): void;
  /** All sessions known: what the first record of a segment carries. */
  allSessions(): readonly PackedSession[];
  readonly files?: JournalFiles;
}

/** The events of a region: all partitions in one journal, in the order of their publication. */
export class EventLog {
  readonly #options: EventLogOptions;
  readonly #journal: Journal;
  readonly #partitions = new Map<string, PartitionLog>();
  readonly #heads = new Map<number, SegmentHead>();
  readonly #recent: { partition: PartitionLog; bytes: number }[] = [];
  #recentBytes = 0;
  #loaded: { segment: number; batches: Map<string, Batch[]> } | undefined;

  constructor(options: EventLogOptions) {
    this.#options = options;
    this.#journal = Journal.open({
      dir: options.dir,
      sync: false,
      segmentBytes: options.segmentBytes,
      closedSegmentsByHeadOnly: true,
      onRecord: (value, segment) => this.#replay(logRecord(value), segment),
      ...(options.files ? { files: options.files } : {}),
    });
    for (const [partition, log] of this.#partitions) log.start = this.#startOf(partition);
  }

  end(partition: string): number {
    return this.#partitions.get(partition)?.end ?? 0;
  }

  start(partition: string): number {
    return this.#partitions.get(partition)?.start ?? 0;
  }

  /** All of them in one journal record, or none. Throws StoreError `unavailable`. */
  append(batches: readonly NewBatch[], sessions: readonly PackedSession[]): void {
    const at = this.#options.clock.now();
    if (this.#journal.full) this.#journal.roll();
    const next = new Map<string, number>();
    const packed = batches.map(({ partition, count, data }): PackedBatch => {
      const base = next.get(partition) ?? this.end(partition);
      next.set(partition, base + count);
      return [partition, base, count, at, data];
    });
    if (this.#journal.empty) this.#beginSegment(packed, at);
    else this.#journal.append([sessions, packed, [], at] satisfies LogRecord);
    for (const batch of packed) this.#keep(batch);
  }

  /** The batch that holds `offset`, or the next one kept. */
  read(partition: string, offset: number): Batch | undefined {
    const log = this.#partitions.get(partition);
    if (!log || offset >= log.end) return undefined;
    const from = Math.max(offset, log.start);
    const [oldest] = log.tail;
    if (oldest && from >= oldest.base) return batchAt(log.tail, from);
    return this.#readSegments(partition, from);
  }

  /** Deletes segments whose newest event is older than every retention that applies to them. */
  retain(retentionMs: (partition: string) => number): void {
    const now = this.#options.clock.now();
    for (const segment of this.#journal.segments.slice(0, -1)) {
      const next = this.#heads.get(segment + 1);
      const ends = this.#heads.get(segment)?.ends;
      if (!next) return;
      for (const [partition, end] of next.ends) {
        const hasEvents = end > (ends?.get(partition) ?? 0);
        if (hasEvents && next.startedAt > now - retentionMs(partition)) return;
      }
      this.#journal.deleteBelow(segment + 1);
      this.#heads.delete(segment);
      for (const [partition, end] of next.ends) {
        const log = this.#partitions.get(partition);
        if (log) log.start = Math.max(log.start, end);
      }
    }
  }

  close(): void {
    this.#journal.close();
  }

  /**
   * What a segment must say of those before it is in the very record of its first turn: the marks of all
   * sessions already count that turn, and must not be on the disk without it.
   */
  #beginSegment(packed: readonly PackedBatch[], at: number): void {
    const ends = [...this.#partitions].map(([name, { end }]): [string, number] => [name, end]);
    this.#journal.append([this.#options.allSessions(), packed, ends, at] satisfies LogRecord);
    this.#heads.set(this.#journal.segment, { ends: new Map(ends), startedAt: at });
  }

  #partition(name: string): PartitionLog {
    let log = this.#partitions.get(name);
    if (!log) {
      log = { start: 0, end: 0, tail: [] };
      this.#partitions.set(name, log);
    }
    return log;
  }

  #keep([name, base, count, at, data]: PackedBatch): void {
    const partition = this.#partition(name);
    partition.end = base + count;
    partition.tail.push({ base, count, at, data });
    this.#recent.push({ partition, bytes: data.length });
    this.#recentBytes += data.length;
    if (this.#recentBytes > this.#options.tailBytes) this.#forgetOldest();
  }

  /** In large steps, because removing from the front of an array moves the rest. */
  #forgetOldest(): void {
    const target = this.#options.tailBytes / 2;
    const dropped = new Map<PartitionLog, number>();
    let count = 0;
    for (const { partition, bytes } of this.#recent) {
      if (this.#recentBytes <= target) break;
      this.#recentBytes -= bytes;
      dropped.set(partition, (dropped.get(partition) ?? 0) + 1);
      count += 1;
    }
    this.#recent.splice(0, count);
    for (const [partition, batches] of dropped) partition.tail.splice(0, batches);
  }

  #readSegments(partition: string, offset: number): Batch | undefined {
    for (const segment of this.#journal.segments) {
      const end = this.#heads.get(segment + 1)?.ends.get(partition);
      const isLast = segment === this.#journal.segment;
      if (!isLast && (end === undefined || offset >= end)) continue;
      const found = batchAt(this.#load(segment).get(partition) ?? [], offset);
      if (found) return found;
    }
    return undefined;
  }

  /** A consumer that is far behind reads one segment after another, so one is kept parsed. */
  #load(segment: number): Map<string, Batch[]> {
    const isCurrent = segment === this.#journal.segment;
    if (!isCurrent && this.#loaded?.segment === segment) return this.#loaded.batches;
    const batches = new Map<string, Batch[]>();
    for (const value of readSegment(this.#options.dir, segment)) {
      for (const [partition, base, count, at, data] of logRecord(value)[1]) {
        const list = batches.get(partition) ?? [];
        list.push({ base, count, at, data });
        batches.set(partition, list);
      }
    }
    if (!isCurrent) this.#loaded = { segment, batches };
    return batches;
  }

  #replay([sessions, batches, ends, at]: LogRecord, segment: number): void {
    this.#options.onSessions(sessions);
    if (!this.#heads.has(segment)) {
      this.#heads.set(segment, { ends: new Map(ends), startedAt: at });
    }
    for (const [name, end] of ends) {
      const partition = this.#partition(name);
      // Of a closed segment only the first record was read: a tail has no gaps.
      if (partition.end !== end) partition.tail = [];
      partition.end = end;
    }
    for (const batch of batches) this.#keep(batch);
  }

  #startOf(partition: string): number {
    const [first] = this.#journal.segments;
    return first === undefined ? 0 : (this.#heads.get(first)?.ends.get(partition) ?? 0);
  }
}

function batchAt(batches: readonly Batch[], offset: number): Batch | undefined {
  let low = 0;
  let high = batches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const batch = batches[middle];
    if (batch && batch.base + batch.count <= offset) low = middle + 1;
    else high = middle;
  }
  return batches[low];
}

/** The checksum vouches for what this same module wrote; only its outer form is looked at again. */
function logRecord(value: unknown): LogRecord {
  if (isLogRecord(value)) return value;
  throw new StoreError('unavailable', 'the event log holds a record of another kind');
}

function isLogRecord(value: unknown): value is LogRecord {
  return Array.isArray(value) && value.length === 4 && Array.isArray(value[1]);
}
