import { delay, systemClock } from '@tandem/core';
import type { Endpoint, LocalSystem } from '@tandem/local';
import type { Documents } from '@tandem/stores';
import { LEASE_ID, REGION_GUARD, requestHandover } from '@tandem/workloads';
import type { Target } from '../faults/index.ts';
import { ask, faultControl } from './endpoint.ts';

const POLL_MS = 50;

/** The running system as faults see it. `documents` are those of the drill, which no fault cuts off. */
export function targetOf(system: LocalSystem, documents: Documents): Target {
  const { controls, regions, topology } = system;
  const leases = documents.collection(REGION_GUARD);
  return {
    topology,
    edge: faultControl(controls.edge),
    carrier: faultControl(controls.carrier),
    bank: faultControl(present(controls.bank, 'bank')),
    documents: faultControl(controls.documents),
    engine: (region) => faultControl(present(controls.engines[region], `engine of ${region}`)),
    processes: () => system.processes(),
    act: (region, action) => regions.act(region, action),
    actOn: (process, action) => regions.actOn(process, action),
    delay: (ms) => delay(systemClock, ms),
    async leaseVersion() {
      return (await leases.get(LEASE_ID))?.version ?? 0;
    },
    async skewClocks(region, offsetMs) {
      await ask(controls.supervisor, 'POST', `/regions/${region}/clock`, { offsetMs });
    },
    async failback(to) {
      await requestHandover(documents, to);
      for (;;) {
        const lease = await leases.get(LEASE_ID);
        if (lease?.holder === to && lease.handover === undefined) return;
        await delay(systemClock, POLL_MS);
      }
    },
  };
}

function present(endpoint: Endpoint | undefined, what: string): Endpoint {
  if (endpoint) return endpoint;
  throw new RangeError(`the system has no ${what}`);
}
