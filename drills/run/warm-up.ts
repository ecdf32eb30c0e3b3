import type { Clock } from '@tandem/core';
import type { Endpoint } from '@tandem/local';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { ask } from './endpoint.ts';
import { sleep } from './timeline.ts';

const EdgeStatus = Type.Object({
  regions: Type.Record(
    Type.String(),
    Type.Object({
      monitor: Type.Object({ health: Type.String() }),
      endpointCheck: Type.Object({ health: Type.String() }),
    }),
  ),
});

const POLL_MS = 100;

/**
 * Resolves once the edge finds every region healthy on both paths, so that a drill begins with a system as
 * it is in operation. Rejects, naming what is missing, when patience ends; resolves when the signal is given.
 */
export async function warmUp(
  edge: Endpoint,
  patienceMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const until = clock.monotonic() + patienceMs;
  for (;;) {
    const missing = await unhealthy(edge);
    if (missing.length === 0 || signal.aborted) return;
    if (clock.monotonic() >= until) {
      throw new Error(
        `after ${Math.round(patienceMs / 1_000)} s not healthy: ${missing.join(', ')}`,
      );
    }
    // The checks of the profile may be a minute apart.
    await ask(edge, 'POST', '/checks');
    await sleep(clock, POLL_MS, signal);
  }
}

async function unhealthy(edge: Endpoint): Promise<string[]> {
  const status = await ask(edge, 'GET', '/status');
  if (!Value.Check(EdgeStatus, status))
    throw new Error('the edge does not tell the health of regions');
  return Object.entries(status.regions).flatMap(([region, { monitor, endpointCheck }]) => [
    ...(monitor.health === 'up' ? [] : [`API of ${region}`]),
    ...(endpointCheck.health === 'up' ? [] : [`applets of ${region}`]),
  ]);
}
