import { createHash } from 'node:crypto';
import type { CollectionSpec } from '../ports/documents.ts';

/** A document that shows by itself whether it is whole. */
export interface Sealed {
  readonly _id: string;
  readonly version: number;
  readonly writer: string;
  readonly number: number;
  readonly padding: string;
  readonly seal: string;
}

export const LEDGER: CollectionSpec<Sealed> = {
  name: 'ledger',
  indexes: [
    { name: 'place', fields: ['writer', 'number'], unique: true },
    { name: 'seal', fields: ['seal'] },
  ],
};

export function sealed(writer: string, number: number): Sealed {
  const padding = `${writer} ${number} `.repeat(20 + (number % 50));
  const seal = createHash('sha256').update(padding).digest('hex');
  return { _id: `${writer}-${number}`, version: 1, writer, number, padding, seal };
}

export function isWhole({ padding, seal }: Sealed): boolean {
  return createHash('sha256').update(padding).digest('hex') === seal;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
