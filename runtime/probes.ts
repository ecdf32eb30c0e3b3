import type { Clock } from '@tandem/core';
import type { Topology, WorkloadName } from '@tandem/topology';
import type { DocumentsClock } from './clock/documents-clock.ts';
import type { HealthProbe } from './health/probe.ts';
import type { Stores, Workload } from './workload.ts';

/**
 * MongoDB elects a new primary within 12 s in the median, and drivers see it a little later. Both regions
 * share the documents, so before this nobody gains when traffic moves; a region that has been cut off with a
 * minority of the members sees no primary for longer than that, and then another one does. The same in
 * every profile: an election does not hurry for a drill.
 */
export const PRIMARY_TOLERANCE_MS = 30_000;

export interface ProbeContext {
  readonly stores: Stores;
  readonly clock: Clock;
  /** Learns the time from each greeting; absent where the clock is injected. */
  readonly sharedTime?: DocumentsClock | undefined;
}

export function storeProbes({ stores, clock, sharedTime }: ProbeContext): HealthProbe[] {
  const { documents, events, cache } = stores;
  const greet = async () => {
    const sentAt = clock.monotonic();
    const { time } = await documents.reach();
    sharedTime?.learn({ time, sentAt, answeredAt: clock.monotonic() });
  };
  return [
    { name: 'documents', weight: 'vital', check: greet },
    {
      name: 'documents-primary',
      weight: 'vital',
      toleranceMs: PRIMARY_TOLERANCE_MS,
      check: () => documents.ping(),
    },
    { name: 'events', weight: 'comparative', check: () => events.ping() },
    // A mailbox and a hint: without it everything is read from documents, slower but right.
    { name: 'cache', weight: 'useful', check: () => cache.ping() },
  ];
}

export function workloadProbe(
  name: WorkloadName,
  workloads: readonly Workload[],
  topology: Topology,
): HealthProbe {
  return {
    name,
    weight: topology.workloads[name].priority === 'path' ? 'comparative' : 'useful',
    async check() {
      const report = workloads.find((workload) => workload.name === name)?.health();
      if (!report?.ready) throw new Error(report?.detail ?? 'not ready');
    },
  };
}
