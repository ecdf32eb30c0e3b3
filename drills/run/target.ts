import { delay, systemClock } from '@tandem/core';
import type { Endpoint, LocalSystem } from '@tandem/local';
import type { Documents } from '@tandem/stores';
import { LEASE_ID, REGION_GUARD } from '@tandem/workloads';
import type { FaultControl, Target } from '../faults/index.ts';
import { faultControl } from './endpoint.ts';
import { failBack } from './fail-back.ts';

/** A broker that was killed reads its log before it serves again. */
const SERVER_START_MS = 90_000;

/** The running system as faults see it. `documents` are those of the drill, which no fault cuts off. */
export function targetOf(system: LocalSystem, documents: Documents): Target {
  const { controls, regions, topology } = system;
  const leases = documents.collection(REGION_GUARD);
  return {
    topology,
    edge: faultControl(controls.edge),
    carrier: faultControl(controls.carrier),
    bank: controlOf(controls.bank, 'a bank'),
    documents: controlOf(controls.documents ?? controls.servers, 'a document engine that fails'),
    engine: (region) => controlOf(controls.engines[region], `the embedded engine of ${region}`),
    servers: controlOf(controls.servers, 'test servers', SERVER_START_MS),
    processes: () => system.processes(),
    act: (region, action) => regions.act(region, action),
    actOn: (process, action) => regions.actOn(process, action),
    delay: (ms) => delay(systemClock, ms),
    async leaseVersion() {
      return (await leases.get(LEASE_ID))?.version ?? 0;
    },
    async skewClocks(region, offsetMs) {
      regions.skewClocks(region, offsetMs);
    },
    failback: (to) => failBack(to, system, documents),
  };
}

/** A fault of a part that is not there is refused when it is asked for, not when the drill starts. */
function controlOf(endpoint: Endpoint | undefined, what: string, timeoutMs?: number): FaultControl {
  if (endpoint) return faultControl(endpoint, timeoutMs);
  return {
    inject: () => Promise.reject(new RangeError(`this system runs without ${what}`)),
    heal: () => Promise.resolve(),
  };
}
