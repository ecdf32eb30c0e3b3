import { cacheSecret, secretsOf, type Topology } from '@tandem/topology';

export { cacheSecret, secretsOf };

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

/** Every secret of the system, each once: the single ones by name, the families without their star. */
export function allSecrets(topology: Topology): { singles: string[]; families: string[] } {
  const named = Object.values(topology.workloads).flatMap(({ dependencies }) => [
    ...dependencies.secrets,
  ]);
  const passwords = cacheUsers(topology).map(({ name }) => cacheSecret(name));
  const platform = topology.components.flatMap(({ secrets }) => [...secrets]);
  const all = [...new Set([...named, ...passwords, ...platform])].sort();
  const families = all.filter((name) => name.endsWith('/*')).map((name) => name.slice(0, -2));
  return { singles: all.filter((name) => !name.endsWith('/*')), families };
}
