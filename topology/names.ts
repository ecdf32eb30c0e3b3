import type { Region, Topology, WorkloadName } from './schema/topology.ts';

/** `tandem-atnt`, before every name in an account. */
export const systemName = (topology: Topology): string => `tandem-${topology.name}`;

/** `tandem-atnt-use1-sim`. The code is short because load balancer names end at 32 characters. */
export const regionalName = (topology: Topology, region: Region, suffix: string): string =>
  `${systemName(topology)}-${region.code}-${suffix}`;

/** The password of a user of the cache, below the prefix of the system in Secrets Manager. */
export const cacheSecret = (user: string): string => `redis/${user}`;

/**
 * What a workload reads in Secrets Manager, below the prefix of the system. A name that ends with a slash
 * and a star stands for a family: one secret for each customer, or for each bind.
 */
export function secretsOf({ workloads }: Topology, workload: WorkloadName): string[] {
  const { secrets, cache } = workloads[workload].dependencies;
  return cache === 'none' ? [...secrets] : [...secrets, cacheSecret(workload)];
}

/** Add-ons name their service accounts themselves; all else is named after the component. */
const SERVICE_ACCOUNTS: Readonly<Record<string, string>> = {
  'vpc-cni': 'aws-node',
  'aws-ebs-csi-driver': 'ebs-csi-controller-sa',
};

export const serviceAccountOf = (component: string): string =>
  SERVICE_ACCOUNTS[component] ?? component;
