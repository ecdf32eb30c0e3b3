import { delay, systemClock } from '@tandem/core';
import type { LocalSystem } from '@tandem/local';
import type { Documents } from '@tandem/stores';
import { LEASE_ID, REGION_GUARD } from '@tandem/workloads';
import { ask, OrderError } from './endpoint.ts';

const POLL_MS = 50;
const ASK_AGAIN_MS = 250;
/** For a region that was just started to be able to serve, and for the holder to let go. */
const PATIENCE_MS = 30_000;

/**
 * Asks for it as an operator does (`tandem failback`), again while the region is refused as not yet able.
 * Resolves once it holds the lease.
 */
export async function failBack(
  to: string,
  { credentials, topology }: LocalSystem,
  documents: Documents,
): Promise<void> {
  const operator = { url: credentials.dashboard.url, token: credentials.operator.token };
  const until = systemClock.monotonic() + PATIENCE_MS + topology.lease.durationMs;
  const leases = documents.collection(REGION_GUARD);
  const isDone = async () => {
    const lease = await leases.get(LEASE_ID);
    return lease?.holder === to && lease.handover === undefined;
  };
  let refusal: OrderError | undefined;
  let askAt = systemClock.monotonic();
  let asked = false;
  while (!(await isDone())) {
    const now = systemClock.monotonic();
    if (now >= until) throw new Error(`no failback to ${to}: ${refusal?.message ?? 'not taken'}`);
    if (!asked && now >= askAt) {
      refusal = await attempt(() => ask(operator, 'POST', `/api/regions/${to}/promote`));
      asked = refusal === undefined;
      askAt = now + ASK_AGAIN_MS;
    }
    await delay(systemClock, POLL_MS);
  }
}

async function attempt(order: () => Promise<unknown>): Promise<OrderError | undefined> {
  try {
    await order();
    return undefined;
  } catch (error) {
    if (error instanceof OrderError) return error;
    throw error;
  }
}
