import { createHash } from 'node:crypto';
import { Random } from '@tandem/local';
import type {
  History,
  OPERATIONS,
  Operation,
  OperationName,
  ValueOf,
} from '../../history/index.ts';

type Types<F extends OperationName> = keyof (typeof OPERATIONS)[F]['types'] & string;

export const EAST = 'us-east-1';
export const WEST = 'us-west-2';
/** Unix milliseconds at which every made-up drill begins. */
export const T0 = 1_764_000_000_000;

/** Collects the operations of a made-up drill in any order. */
export class Script {
  readonly random: Random;
  readonly #operations: Operation[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** @param at milliseconds after T0 */
  add<F extends OperationName, T extends Types<F>>(
    at: number,
    process: string,
    f: F,
    type: T,
    value: ValueOf<F, T>,
  ): void {
    const time = T0 + Math.round(at * 1_000) / 1_000;
    this.#operations.push({ time, process, type, f, value } as unknown as Operation);
  }

  /** In [from, to). */
  between(from: number, to: number): number {
    return from + this.random.next() * (to - from);
  }

  /** Looks like a UUID of version 7, and is the same for the same name. */
  id(name: string): string {
    const hex = createHash('sha256').update(name).digest('hex');
    return `019ab000-${hex.slice(0, 4)}-7${hex.slice(4, 7)}-8${hex.slice(7, 10)}-${hex.slice(10, 22)}`;
  }

  /** In the order of time. */
  history(): History {
    return this.#operations.toSorted((a, b) => a.time - b.time);
  }
}
