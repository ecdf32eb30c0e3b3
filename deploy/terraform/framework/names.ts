import { type Region, regionalName, systemName, type Topology } from '@tandem/topology';

export { regionalName, systemName };

/** `network-us-east-1`: a directory, a state key, and with `_` the name of a variable. */
export const stackName = (name: string, region?: string): string =>
  region === undefined ? name : `${name}-${region}`;

export const variableName = (stack: string): string => stack.replaceAll('-', '_');

/** `vpcId` is `vpc_id` in Terraform. */
export const snakeCase = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Where the state of a stack is. What spans regions must be reachable when the active region is not, so it
 * is with the standby; a region's own stacks are with the region.
 */
export const stateBucketPrefix = (topology: Topology, region: Region): string =>
  regionalName(topology, region, 'state');
