import type { Snapshot, Update } from '../api/types.ts';
import { EMPTY, type Live, onLost, onSnapshot, onUpdate } from './store.ts';

const PATH = '/dashboard/api/live';
/** The server says something every second: a stream that is silent so long is dead, though it stands. */
const SILENCE_MS = 4_000;
const RETRY_MS = 700;

/**
 * Follows the server's events into a store. The browser's own reconnecting is not enough: it gives up when
 * an edge answers 5xx, and it does not see a frozen region.
 */
export class LiveStream {
  #live: Live = EMPTY;
  #source: EventSource | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #onRefused: () => void;

  /** @param onRefused the stream could not be opened: maybe nobody is signed in any more */
  constructor(onRefused: () => void) {
    this.#onRefused = onRefused;
  }

  readonly current = (): Live => this.#live;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (!this.#source && !this.#retry) this.#open();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#close();
    };
  };

  #open(): void {
    this.#retry = undefined;
    const source = new EventSource(PATH);
    this.#source = source;
    source.addEventListener('snapshot', ({ data }: MessageEvent<string>) => {
      this.#set(onSnapshot(this.#live, JSON.parse(data) as Snapshot, Date.now()));
      this.#watch();
    });
    source.addEventListener('update', ({ data }: MessageEvent<string>) => {
      this.#set(onUpdate(this.#live, JSON.parse(data) as Update, Date.now()));
      this.#watch();
    });
    source.addEventListener('bye', () => this.#again());
    source.addEventListener('error', () => this.#again());
    this.#watch();
  }

  #again(): void {
    this.#close();
    this.#set(onLost(this.#live, Date.now()));
    this.#onRefused();
    this.#retry = setTimeout(() => this.#open(), RETRY_MS);
  }

  #watch(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#again(), SILENCE_MS);
  }

  #close(): void {
    clearTimeout(this.#watchdog);
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#source?.close();
    this.#source = undefined;
  }

  #set(live: Live): void {
    this.#live = live;
    for (const listener of this.#listeners) listener();
  }
}
