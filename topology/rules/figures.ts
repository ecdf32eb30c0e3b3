import { DOCUMENT } from '../document.ts';
import type { Problem } from '../problem.ts';
import { FAST_TIMEOUT_FLOOR_MS } from '../schema/kinds.ts';
import { timesOf } from '../schema/times.ts';
import { type Topology, TopologySchema } from '../schema/topology.ts';
import { entriesOf } from './rule.ts';

/** Rows E3, E5 and W5: the profile `document` is the description, to the figure. */
export function* documentIsExact(topology: Topology): Iterable<Problem> {
  if (topology.profile !== 'document') return;
  const { api, accelerator } = topology.edge;
  const { intervalMs, threshold, protocol, port } = DOCUMENT.E5;
  yield* differing('E3', 'edge.api.monitor', api.monitor, DOCUMENT.E3);
  yield* differing('E5', 'edge.accelerator.healthCheck', accelerator.healthCheck, DOCUMENT.E5);
  yield* differing(
    'E5',
    'edge.accelerator.endpointGroupHealthCheck',
    accelerator.endpointGroupHealthCheck,
    { intervalMs, threshold, protocol, port },
  );
  yield* differing('W5', 'workerGroups.spot', topology.workerGroups.spot, DOCUMENT.W5);
}

function* differing<F extends Readonly<Record<string, string | number>>>(
  row: string,
  path: string,
  actual: { readonly [K in keyof F]: string | number },
  figures: F,
): Iterable<Problem> {
  for (const [field, figure] of entriesOf<keyof F & string, string | number>(figures)) {
    if (actual[field] === figure) continue;
    yield {
      path: `${path}.${field}`,
      value: actual[field],
      message: `row ${row} of the description says otherwise; change it in another profile`,
      allowed: [figure],
    };
  }
}

export function* fastTimeoutsAreBearable(topology: Topology): Iterable<Problem> {
  if (topology.profile !== 'fast') return;
  for (const { path, value, scale } of timesOf(TopologySchema, topology)) {
    if (scale !== 'timeout' || value >= FAST_TIMEOUT_FLOOR_MS) continue;
    yield {
      path,
      value,
      message: `a busy test machine misses it without any fault: at least ${FAST_TIMEOUT_FLOOR_MS} ms`,
    };
  }
}
