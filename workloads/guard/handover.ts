import type { Documents } from '@tandem/stores';
import { LEASE_ID, REGION_GUARD } from './lease.ts';

export type HandoverRequest =
  /** The holder will finish its guarded work and release; `to` then takes `epoch + 1`. */
  | { readonly kind: 'requested'; readonly from: string; readonly epoch: number }
  | { readonly kind: 'already-there'; readonly epoch: number }
  /** No region has ever held the lease. */
  | { readonly kind: 'no-lease' };

const MAX_RACES = 16;

/**
 * Asks that singleton work moves to the region `to` (failback, or a planned failover). The lease document
 * itself carries the request, so it survives the death of whoever asked. Should `to` not take it within
 * one lease, any living region does, the former holder included.
 */
export async function requestHandover(documents: Documents, to: string): Promise<HandoverRequest> {
  const leases = documents.collection(REGION_GUARD);
  for (let race = 0; race < MAX_RACES; race += 1) {
    const lease = await leases.get(LEASE_ID);
    if (!lease) return { kind: 'no-lease' };
    if (lease.holder === to && !lease.handover)
      return { kind: 'already-there', epoch: lease.epoch };
    const requested: HandoverRequest = {
      kind: 'requested',
      from: lease.holder,
      epoch: lease.epoch,
    };
    if (lease.handover?.to === to) return requested;
    const released = lease.handover?.released ?? false;
    const handover = { to, released };
    if (await leases.replace({ ...lease, handover, version: lease.version + 1 })) return requested;
  }
  throw new Error(`the lease changed ${MAX_RACES} times while a handover was being requested`);
}
