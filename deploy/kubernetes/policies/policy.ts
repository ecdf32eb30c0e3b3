import type { Topology } from '@tandem/topology';
import type { Emitted } from '../checks/view.ts';
import type { TerraformFacts } from './terraform-facts.ts';

/** What a policy looks at. */
export interface Inspected {
  readonly topology: Topology;
  /** Every object of every region. */
  readonly objects: readonly Emitted[];
  /** What Terraform makes in each region, by the region's name. */
  readonly terraform: ReadonlyMap<string, TerraformFacts>;
}

export interface Policy {
  readonly name: string;
  /** What holds when there is no finding. */
  readonly says: string;
  readonly findings: (inspected: Inspected) => readonly string[];
}

/** The objects of each region by themselves: what is referred to must be in the same region. */
export function eachRegion<T>(
  { topology, objects }: Inspected,
  look: (objects: readonly Emitted[], region: Topology['regions'][number]) => readonly T[],
): T[] {
  return topology.regions.flatMap((region) => [
    ...look(
      objects.filter((one) => one.region === region.name),
      region,
    ),
  ]);
}
