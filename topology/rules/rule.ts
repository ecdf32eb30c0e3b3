import type { Problem } from '../problem.ts';
import type { Topology } from '../schema/topology.ts';

/** Something that must hold across fields. Yields one problem for each place where it does not. */
export type Rule = (topology: Topology) => Iterable<Problem>;

/** The entries of an object with literal keys, which Object.entries would widen. */
export function entriesOf<K extends string, V>(object: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(object) as [K, V][];
}
