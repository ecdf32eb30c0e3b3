import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  write,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { type Cancel, type Clock, systemClock } from '@tandem/core';
import type { Operation, Recorder } from './operation.ts';
import { trueTime } from './true-time.ts';

/** As `fs.write`, replaceable to try what a failing disk does. */
export type WriteBytes = (
  fd: number,
  bytes: Buffer,
  position: number,
  done: (error: Error | null, written: number) => void,
) => void;

export interface HistoryFileOptions {
  readonly path: string;
  /** Hears once of a disk that refuses, and again only after it has taken something in between. */
  readonly onProblem: (problem: Error) => void;
  readonly clock?: Clock;
  /** Unix milliseconds that are written down; the machine's own unless a test says otherwise. */
  readonly now?: () => number;
  /** What may wait for the disk before operations are left out. */
  readonly maxBufferedChars?: number;
  readonly write?: WriteBytes;
}

const FLUSH_MS = 100;
/** A minute of a thousand operations a second. */
const MAX_BUFFERED_CHARS = 16 * 1_024 * 1_024;
const LONGEST_LINE_BYTES = 64 * 1_024;
const NEWLINE = 0x0a;

const writeAt: WriteBytes = (fd, bytes, position, done) =>
  write(fd, bytes, 0, bytes.length, position, done);

/**
 * Appends what one process saw to its file, as JSON lines, in the background. Whatever the disk does, the
 * one who records goes on: operations wait in memory up to a bound, and what had to be left out beyond it
 * is told by an operation `gap` as soon as the disk takes something again.
 */
export class HistoryFile {
  readonly #options: HistoryFileOptions;
  readonly #clock: Clock;
  readonly #fd: number;
  #position: number;
  #lastTime = 0;
  #lines: string[] = [];
  #chars = 0;
  #dropped = 0;
  /** Handed to the disk and not taken yet. */
  #pending: Buffer | undefined;
  #writing = false;
  #failing = false;
  #closed = false;
  #cancelFlush: Cancel | undefined;
  #onIdle: (() => void) | undefined;

  private constructor(options: HistoryFileOptions, fd: number, position: number) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#fd = fd;
    this.#position = position;
  }

  /** Goes on after the last whole line of a file that is there. Throws when it cannot be written. */
  static open(options: HistoryFileOptions): HistoryFile {
    mkdirSync(dirname(options.path), { recursive: true });
    const fd = openSync(options.path, constants.O_RDWR | constants.O_CREAT, 0o600);
    const end = endOfLines(fd);
    ftruncateSync(fd, end);
    return new HistoryFile(options, fd, end);
  }

  readonly record: Recorder = (process, type, f, value) => {
    if (this.#closed) return;
    if (this.#chars >= (this.#options.maxBufferedChars ?? MAX_BUFFERED_CHARS)) this.#dropped += 1;
    else this.#add({ time: this.#time(), process, type, f, value });
    this.#cancelFlush ??= this.#clock.schedule(FLUSH_MS, () => this.#flush());
  };

  /** Records nothing more; resolves when all of it is on the disk, or the disk has refused it. */
  close(): Promise<void> {
    this.#closed = true;
    return new Promise((resolve) => {
      this.#onIdle = () => {
        closeSync(this.#fd);
        resolve();
      };
      this.#flush();
    });
  }

  /** No line is earlier than the one above, whatever is done to the wall clock. */
  #time(): number {
    this.#lastTime = Math.max(this.#lastTime, (this.#options.now ?? trueTime)());
    return this.#lastTime;
  }

  #add(operation: Operation): void {
    const line = `${JSON.stringify(operation)}\n`;
    this.#lines.push(line);
    this.#chars += line.length;
  }

  #flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    if (this.#writing) return;
    if (!this.#pending && this.#lines.length === 0) {
      this.#idle();
      return;
    }
    this.#pending ??= this.#take();
    this.#writing = true;
    (this.#options.write ?? writeAt)(this.#fd, this.#pending, this.#position, (error, written) => {
      this.#writing = false;
      if (error) this.#refused(error);
      else this.#taken(written);
    });
  }

  #take(): Buffer {
    const bytes = Buffer.from(this.#lines.join(''));
    this.#lines = [];
    this.#chars = 0;
    return bytes;
  }

  #taken(written: number): void {
    this.#failing = false;
    this.#position += written;
    const rest = this.#pending?.subarray(written);
    this.#pending = rest && rest.length > 0 ? rest : undefined;
    if (this.#dropped > 0) {
      const time = this.#time();
      const value = { file: basename(this.#options.path), dropped: this.#dropped };
      this.#dropped = 0;
      this.#add({ time, process: 'history', type: 'info', f: 'gap', value });
    }
    if (this.#pending || this.#closed) this.#flush();
    else if (this.#lines.length > 0) this.#later();
  }

  #refused(error: Error): void {
    if (!this.#failing) this.#options.onProblem(error);
    this.#failing = true;
    if (this.#closed) this.#idle();
    else this.#later();
  }

  #later(): void {
    this.#cancelFlush ??= this.#clock.schedule(FLUSH_MS, () => this.#flush());
  }

  #idle(): void {
    const onIdle = this.#onIdle;
    this.#onIdle = undefined;
    onIdle?.();
  }
}

/** A process that was killed while it wrote leaves half a line, which the next one takes away. */
function endOfLines(fd: number): number {
  const { size } = fstatSync(fd);
  const tail = Buffer.alloc(Math.min(size, LONGEST_LINE_BYTES));
  const from = size - tail.length;
  readSync(fd, tail, 0, tail.length, from);
  return from + tail.lastIndexOf(NEWLINE) + 1;
}
