import type { Clock } from '@tandem/core';
import type { Pdu } from '../pdu/pdu.ts';
import { type Concatenation, partOf } from './udh.ts';

export interface ReassemblyOptions {
  readonly clock: Clock;
  /** How long the parts of an incomplete message are kept. */
  readonly expiryMs: number;
  /** Incomplete messages kept at most; the oldest gives way. */
  readonly maxMessages: number;
}

interface Incomplete {
  readonly parts: (Buffer | undefined)[];
  readonly expiresAt: number;
  missing: number;
}

/** Puts concatenated messages together, in bounded memory: `maxMessages` of at most 255 parts each. */
export class Reassembly {
  readonly #options: ReassemblyOptions;
  // In order of arrival, and all live equally long: the first is the oldest and the first to expire.
  readonly #incomplete = new Map<string, Incomplete>();

  constructor(options: ReassemblyOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#incomplete.size;
  }

  /** The whole payload once its last part is here (at once for a message that is no part), else undefined. */
  add(message: Pdu<'submit_sm' | 'deliver_sm' | 'data_sm'>): Buffer | undefined {
    const { concatenation, payload } = partOf(message);
    if (!concatenation) return payload;
    const now = this.#options.clock.monotonic();
    this.#expire(now);
    const key = keyOf(message, concatenation);
    const incomplete = this.#incomplete.get(key) ?? this.#begin(key, concatenation.total, now);
    const index = concatenation.sequence - 1;
    if (incomplete.parts[index] !== undefined) return undefined;
    // A copy: the received bytes are a view of a larger buffer, and this one may stay for minutes.
    incomplete.parts[index] = Buffer.from(payload);
    incomplete.missing--;
    if (incomplete.missing > 0) return undefined;
    this.#incomplete.delete(key);
    return Buffer.concat(incomplete.parts.filter((part) => part !== undefined));
  }

  #begin(key: string, total: number, now: number): Incomplete {
    if (this.#incomplete.size >= this.#options.maxMessages) {
      for (const oldest of this.#incomplete.keys()) {
        this.#incomplete.delete(oldest);
        break;
      }
    }
    const incomplete = {
      parts: new Array<Buffer | undefined>(total).fill(undefined),
      expiresAt: now + this.#options.expiryMs,
      missing: total,
    };
    this.#incomplete.set(key, incomplete);
    return incomplete;
  }

  #expire(now: number): void {
    for (const [key, { expiresAt }] of this.#incomplete) {
      if (expiresAt > now) return;
      this.#incomplete.delete(key);
    }
  }
}

function keyOf(message: Pdu<'submit_sm' | 'deliver_sm' | 'data_sm'>, part: Concatenation): string {
  const { source_addr, destination_addr } = message;
  const { scheme, reference, total } = part;
  return JSON.stringify([source_addr, destination_addr, scheme, reference, total]);
}
