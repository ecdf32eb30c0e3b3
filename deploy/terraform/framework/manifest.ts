import type { Passing } from './passing.ts';
import type { Kind, StackSpec } from './spec.ts';

/** One stack, as `stacks.json` lists them in the order in which they are applied. */
export interface ManifestStack {
  readonly name: string;
  readonly purpose: string;
  readonly scope: StackSpec['scope'];
  readonly region: string;
  readonly role: 'active' | 'passive';
  readonly state: StackSpec['state'];
  readonly rows: readonly string[];
  readonly exports: Readonly<Record<string, Kind>>;
  readonly takes: Readonly<Record<string, Readonly<Record<string, Kind>>>>;
}

export interface Manifest {
  readonly system: string;
  readonly stacks: readonly ManifestStack[];
}

const sorted = <V>(entries: Iterable<readonly [string, V]>): Record<string, V> =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

export const passingOf = ({
  exports,
  takes,
}: Passing): Pick<ManifestStack, 'exports' | 'takes'> => ({
  exports: sorted([...exports].map(([field, { kind }]) => [field, kind] as const)),
  takes: sorted([...takes].map(([from, fields]) => [from, sorted(fields)] as const)),
});
