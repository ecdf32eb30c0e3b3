import type { Topology } from '@tandem/topology';
import { type TSchema, Type } from 'typebox';

/** What can go wrong at the edge on purpose, and between the edge and a region. */
export type EdgeFault =
  /** The pool's monitor says unhealthy, whatever it finds. */
  | { readonly kind: 'pool-down'; readonly pool: string }
  /** The pool is switched off: nothing goes there, not even as the fallback pool. */
  | { readonly kind: 'pool-disabled'; readonly pool: string }
  /** The accelerator's checks of the region's endpoint say unhealthy. */
  | { readonly kind: 'endpoint-down'; readonly region: string }
  /** Packets to and from the region vanish: no reset, connections are held. */
  | { readonly kind: 'blackhole'; readonly region: string }
  /** No route to the region: connections are cut, new ones fail at once. */
  | { readonly kind: 'partition'; readonly region: string }
  /** Every packet to and from the region takes this much longer. */
  | { readonly kind: 'latency'; readonly region: string; readonly delayMs: number };

const MAX_DELAY_MS = 60_000;

/** The faults as a schema; regions and pools are those of the topology. */
export function edgeFaultSchema({ regions, edge }: Topology): TSchema {
  const oneOf = (values: readonly string[]) =>
    Type.Unsafe<string>({ type: 'string', enum: [...values] });
  const pool = () => oneOf(edge.api.steering.pools.map(({ name }) => name));
  const region = () => oneOf(regions.map(({ name }) => name));
  const fault = (kind: EdgeFault['kind'], fields: Record<string, TSchema>) =>
    Type.Object({ kind: Type.Literal(kind), ...fields }, { additionalProperties: false });
  return Type.Union([
    fault('pool-down', { pool: pool() }),
    fault('pool-disabled', { pool: pool() }),
    fault('endpoint-down', { region: region() }),
    fault('blackhole', { region: region() }),
    fault('partition', { region: region() }),
    fault('latency', {
      region: region(),
      delayMs: Type.Integer({ minimum: 1, maximum: MAX_DELAY_MS }),
    }),
  ]);
}
