import {
  closeSync,
  constants,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../../ports/errors.ts';
import {
  type DecodedRecord,
  decodeRecord,
  decodeRecords,
  encodeRecord,
  RECORD_HEADER_BYTES,
} from './record.ts';

export interface JournalOptions {
  readonly dir: string;
  /**
   * true: a record is on the disk when `append` returns (survives loss of power). false: it is in the
   * operating system's page cache (survives kill -9 of the process).
   */
  readonly sync: boolean;
  readonly segmentBytes: number;
  /** Called for every record found, in order, before `open` returns. */
  onRecord(value: unknown, segment: number, record: DecodedRecord): void;
  /** Of segments other than the last only the first record is read: what they hold is found on demand. */
  readonly closedSegmentsByHeadOnly?: boolean;
  /** The file operations, replaceable to try what a failing disk does. */
  readonly files?: JournalFiles;
}

export interface JournalFiles {
  write(fd: number, bytes: Buffer, offset: number, length: number, position: number): number;
  sync(fd: number): void;
  truncate(fd: number, length: number): void;
}

const realFiles: JournalFiles = {
  write: (fd, bytes, offset, length, position) => writeSync(fd, bytes, offset, length, position),
  sync: fdatasyncSync,
  truncate: ftruncateSync,
};

const SEGMENT_NAME = /^(\d{10})\.log$/;

export function segmentPath(dir: string, segment: number): string {
  return join(dir, `${String(segment).padStart(10, '0')}.log`);
}

/** An append-only log of records in numbered segment files. One process owns the directory. */
export class Journal {
  readonly #options: JournalOptions;
  readonly #files: JournalFiles;
  #segments: number[] = [];
  #fd = -1;
  /** Where the sound records of the current segment end; anything beyond is debris. */
  #length = 0;
  #debris = false;

  private constructor(options: JournalOptions) {
    this.#options = options;
    this.#files = options.files ?? realFiles;
  }

  /** Throws StoreError `unavailable` when the directory cannot be used or a closed segment is damaged. */
  static open(options: JournalOptions): Journal {
    const journal = new Journal(options);
    try {
      mkdirSync(options.dir, { recursive: true });
      journal.#replay();
    } catch (cause) {
      if (cause instanceof StoreError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new StoreError('unavailable', `cannot use ${options.dir}: ${reason}`, { cause });
    }
    return journal;
  }

  get segment(): number {
    return this.#segments.at(-1) ?? 0;
  }

  get segments(): readonly number[] {
    return this.#segments;
  }

  /** True when the current segment has reached its size; the owner then calls `roll`. */
  get full(): boolean {
    return this.#length >= this.#options.segmentBytes;
  }

  get empty(): boolean {
    return this.#length === 0;
  }

  /** Returns the record's position in the current segment. Throws (leaving no trace) when the disk refuses. */
  append(value: unknown): { position: number; bytes: number } {
    const record = encodeRecord(value);
    const position = this.#length;
    try {
      if (this.#debris) this.#files.truncate(this.#fd, this.#length);
      this.#debris = true;
      let written = 0;
      while (written < record.length) {
        const rest = record.length - written;
        written += this.#files.write(this.#fd, record, written, rest, position + written);
      }
      if (this.#options.sync) this.#files.sync(this.#fd);
      this.#debris = false;
    } catch (cause) {
      this.#removeDebris();
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new StoreError('unavailable', `the disk refused a write: ${reason}`, { cause });
    }
    this.#length += record.length;
    return { position, bytes: record.length };
  }

  /** Begins the next segment. Throws StoreError `unavailable` (nothing changed) when the disk refuses. */
  roll(): void {
    try {
      this.#beginSegment();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new StoreError('unavailable', `the disk refused a file: ${reason}`, { cause });
    }
  }

  #beginSegment(): void {
    if (this.#debris) this.#files.truncate(this.#fd, this.#length);
    const next = this.segment + 1;
    const fd = openSync(segmentPath(this.#options.dir, next), 'w+');
    if (this.#options.sync) syncDirectory(this.#options.dir);
    closeSync(this.#fd);
    this.#fd = fd;
    this.#length = 0;
    this.#debris = false;
    this.#segments.push(next);
  }

  /** Deletes the segments before `segment`; never the current one. */
  deleteBelow(segment: number): void {
    const kept: number[] = [];
    for (const candidate of this.#segments) {
      if (candidate < segment && candidate !== this.segment) {
        unlinkSync(segmentPath(this.#options.dir, candidate));
      } else {
        kept.push(candidate);
      }
    }
    this.#segments = kept;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #removeDebris(): void {
    try {
      this.#files.truncate(this.#fd, this.#length);
      this.#debris = false;
    } catch {
      // The next append truncates before it writes, and refuses for as long as that fails.
      this.#debris = true;
    }
  }

  #replay(): void {
    this.#segments = readdirSync(this.#options.dir)
      .map((name) => Number(SEGMENT_NAME.exec(name)?.[1] ?? 0))
      .filter((segment) => segment > 0)
      .sort((a, b) => a - b);
    this.#dropHeadless();
    for (const segment of this.#segments) this.#replaySegment(segment);
    if (this.#segments.length === 0) this.#segments = [1];
    const path = segmentPath(this.#options.dir, this.segment);
    this.#fd = openSync(path, constants.O_RDWR | constants.O_CREAT);
    this.#files.truncate(this.#fd, this.#length);
    if (!this.#options.sync) return;
    // What is replayed becomes visible, so it must be on the disk even if nobody had waited for it.
    this.#files.sync(this.#fd);
    syncDirectory(this.#options.dir);
  }

  /**
   * Begun, and left without a whole first record by a writer that was killed or whose disk was full: nobody
   * was told of anything in it, and the segment before it is still the last that counts.
   */
  #dropHeadless(): void {
    for (let last = this.segment; this.#segments.length > 1; last = this.segment) {
      const path = segmentPath(this.#options.dir, last);
      if (readHead(path)) return;
      unlinkSync(path);
      this.#segments.pop();
    }
  }

  #replaySegment(segment: number): void {
    if (this.#options.closedSegmentsByHeadOnly && segment !== this.segment) {
      const head = readHead(segmentPath(this.#options.dir, segment));
      if (head) this.#options.onRecord(head.value, segment, head);
      return;
    }
    const bytes = readFileSync(segmentPath(this.#options.dir, segment));
    let end = 0;
    for (const record of decodeRecords(bytes)) {
      this.#options.onRecord(record.value, segment, record);
      end = record.end;
    }
    if (end < bytes.length && segment !== this.segment) {
      const path = segmentPath(this.#options.dir, segment);
      throw new StoreError('unavailable', `${path} is damaged at byte ${end} of ${bytes.length}`);
    }
    this.#length = end;
  }
}

/** The first record of a file, without reading the rest. */
function readHead(path: string): DecodedRecord | undefined {
  const fd = openSync(path, 'r');
  try {
    const header = Buffer.alloc(RECORD_HEADER_BYTES);
    if (readSync(fd, header, 0, header.length, 0) < header.length) return undefined;
    const record = Buffer.alloc(RECORD_HEADER_BYTES + header.readUInt32BE(0));
    const read = readSync(fd, record, 0, record.length, 0);
    return read === record.length ? decodeRecord(record, 0) : undefined;
  } finally {
    closeSync(fd);
  }
}

function syncDirectory(dir: string): void {
  const fd = openSync(dir, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
