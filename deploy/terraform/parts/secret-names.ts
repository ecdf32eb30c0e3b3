import type { Topology, WorkloadName } from '@tandem/topology';

/** Who asks the cache, each with a password of its own: the workloads, and the results cache of row O2. */
export function cacheUsers({ workloads, observability }: Topology): CacheUser[] {
  const users = Object.entries(workloads).flatMap(([name, { dependencies }]): CacheUser[] =>
    dependencies.cache === 'none' ? [] : [{ name, access: dependencies.cache }],
  );
  const cached = observability.prometheus.integrations.some(({ role }) => role === 'results-cache');
  return cached ? [...users, { name: 'results-cache', access: 'read-write' }] : users;
}

export interface CacheUser {
  readonly name: string;
  readonly access: 'read' | 'read-write';
}

/** The secret that holds the password of a user of the cache. */
export const cacheSecret = (user: string): string => `redis/${user}`;

/**
 * What a workload reads, below the prefix of the system. A name that ends with a slash and a star stands
 * for a family: one secret for each customer, or for each bind.
 */
export function secretsOf({ workloads }: Topology, workload: WorkloadName): string[] {
  const { secrets, cache } = workloads[workload].dependencies;
  return cache === 'none' ? [...secrets] : [...secrets, cacheSecret(workload)];
}

/** Every secret of the system, each once: the single ones by name, the families without their star. */
export function allSecrets(topology: Topology): { singles: string[]; families: string[] } {
  const named = Object.values(topology.workloads).flatMap(({ dependencies }) => [
    ...dependencies.secrets,
  ]);
  const passwords = cacheUsers(topology).map(({ name }) => cacheSecret(name));
  const all = [...new Set([...named, ...passwords])].sort();
  const families = all.filter((name) => name.endsWith('/*')).map((name) => name.slice(0, -2));
  return { singles: all.filter((name) => !name.endsWith('/*')), families };
}
