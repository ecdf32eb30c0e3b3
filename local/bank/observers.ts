import type { Clock } from '@tandem/core';
import type { OperationValue, Recorder } from '../history/index.ts';
import type { Random } from '../random.ts';
import type { BankClient, StatusAnswer } from './client.ts';
import type { ReadCounts } from './drive-result.ts';
import { Processes } from './processes.ts';

export interface ObserversOptions {
  readonly client: BankClient;
  readonly clock: Clock;
  readonly record: Recorder | undefined;
  readonly random: Random;
  /** Transactions a second, each through every place. */
  readonly rate: number;
  /** Transactions to read again when all outcomes are there. */
  readonly finals: number;
  /** Empty: none is told. */
  readonly places: readonly string[];
}

/** Of the newest so many transactions one is chosen: some are decided, some are not. */
const RECENT = 1_024;
/** Reads of one place that may wait for an answer. */
const MAX_UNDER_WAY = 256;
const FINAL_READERS = 8;

/** Reads accepted transactions through every place, so that a history shows whether any two disagree. */
export class Observers {
  readonly #options: ObserversOptions;
  readonly #counts = { answered: 0, refused: 0, unknown: 0 };
  readonly #processes = new Processes('bank-observer');
  readonly #recent: string[] = [];
  /** Each accepted transaction is in it with the same probability. */
  readonly #sample: string[] = [];
  #accepted = 0;
  #underWay = 0;
  #stopped = false;

  constructor(options: ObserversOptions) {
    this.#options = options;
  }

  get counts(): ReadCounts {
    return this.#counts;
  }

  accepted(transactionId: string): void {
    const { random, finals } = this.#options;
    this.#recent[this.#accepted % RECENT] = transactionId;
    this.#accepted += 1;
    if (this.#sample.length < finals) this.#sample.push(transactionId);
    else {
      const at = random.integer(0, this.#accepted - 1);
      if (at < finals) this.#sample[at] = transactionId;
    }
  }

  /** Reads one after the other until `finish`. */
  start(): void {
    const { clock, rate, random } = this.#options;
    if (this.#stopped) return;
    const chosen = this.#recent[random.integer(0, Math.max(0, this.#recent.length - 1))];
    if (chosen !== undefined && this.#underWay < MAX_UNDER_WAY) void this.#readEverywhere(chosen);
    clock.schedule(1_000 / rate, () => this.start());
  }

  /** Reads the sample, all of whose transactions should be decided by now. */
  async finish(signal: AbortSignal | undefined): Promise<void> {
    this.#stopped = true;
    const left = [...this.#sample];
    const reader = async () => {
      for (let next = left.pop(); next !== undefined && !signal?.aborted; next = left.pop()) {
        await this.#readEverywhere(next);
      }
    };
    await Promise.all(Array.from({ length: FINAL_READERS }, reader));
  }

  async #readEverywhere(transactionId: string): Promise<void> {
    const { places } = this.#options;
    const through = places.length === 0 ? [undefined] : places;
    this.#underWay += 1;
    await Promise.all(through.map((place) => this.#read(transactionId, place)));
    this.#underWay -= 1;
  }

  async #read(transactionId: string, place: string | undefined): Promise<void> {
    const { client, record } = this.#options;
    const process = this.#processes.take();
    const name = this.#processes.nameOf(process);
    const asked = { transactionId, ...(place === undefined ? {} : { place }) };
    record?.(name, 'invoke', 'status', asked);
    const answer = await client.status(transactionId, place).catch(reasonOf);
    const { type, value } = outcomeOf(answer);
    this.#counts[type === 'ok' ? 'answered' : type === 'fail' ? 'refused' : 'unknown'] += 1;
    record?.(name, type, 'status', { ...asked, ...value });
    this.#processes.giveBack(process);
  }
}

function outcomeOf(answer: StatusAnswer | string): {
  readonly type: 'ok' | 'fail' | 'info';
  readonly value: OperationValue;
} {
  if (typeof answer === 'string') return { type: 'info', value: { reason: answer } };
  const { status, body, region } = answer;
  if (status === 200) {
    const state = textField(body, 'status');
    const responseType = textField(fieldOf(body, 'outcome'), 'responseType');
    const value = {
      state: state ?? 'unreadable',
      ...(responseType === undefined ? {} : { responseType }),
      ...(region === undefined ? {} : { region }),
    };
    return { type: 'ok', value };
  }
  if (status >= 500) return { type: 'info', value: { reason: `HTTP ${status}` } };
  const code = textField(body, 'code');
  return { type: 'fail', value: { status, ...(code === undefined ? {} : { code }) } };
}

function fieldOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
}

function textField(body: unknown, name: string): string | undefined {
  const value = fieldOf(body, name);
  return typeof value === 'string' ? value : undefined;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
