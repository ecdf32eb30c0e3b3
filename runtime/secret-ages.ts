import type { Secrets } from '@tandem/stores';
import { gauge, type Registry } from './metrics.ts';

/** `customers/acme` is one of `customers/*`: the names of customers are no labels. */
const familyOf = (name: string): string => {
  const slash = name.indexOf('/');
  return slash === -1 ? name : `${name.slice(0, slash)}/*`;
};

/**
 * The same secrets; tells in a metric when what this process read of them was written, the oldest of each
 * family. What the store cannot date has no series.
 */
export function withAges(secrets: Secrets, metrics: Registry): Secrets {
  const written = new Map<string, number>();
  gauge(metrics, {
    name: 'tandem_secret_changed_timestamp_seconds',
    help: 'When the secret that this process holds was written; the oldest of a family.',
    labelNames: ['secret'],
    collect(metric) {
      const oldest = new Map<string, number>();
      for (const [name, at] of written) {
        const family = familyOf(name);
        oldest.set(family, Math.min(at, oldest.get(family) ?? at));
      }
      metric.reset();
      for (const [secret, at] of oldest) metric.set({ secret }, at / 1_000);
    },
  });
  return {
    async get(name) {
      const value = await secrets.get(name);
      const at = await secrets.changedAt?.(name).catch(() => undefined);
      if (at !== undefined) written.set(name, at);
      return value;
    },
    changedAt: (name) => secrets.changedAt?.(name) ?? Promise.resolve(undefined),
    close: () => secrets.close(),
  };
}
