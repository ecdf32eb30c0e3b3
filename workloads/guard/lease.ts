import type { CollectionSpec, StoredDocument } from '@tandem/stores';

/**
 * Who may do singleton work. One document for all regions; the holder renews it, others watch it. Only
 * counters are compared: no wall clock decides who is active.
 */
export interface Lease extends StoredDocument {
  /** Grows by one with each promotion and each failback; every guarded document carries it. */
  readonly epoch: number;
  /** The region that holds it. */
  readonly holder: string;
  readonly renewals: number;
  /** A deliberate move: `to` was asked for; `released` once the holder has stopped its guarded work. */
  readonly handover?: { readonly to: string; readonly released: boolean };
  /** The holder's process has ended in good order: whoever stood by may take it without waiting. */
  readonly yielded?: true;
}

export const REGION_GUARD: CollectionSpec<Lease> = { name: 'region-guard', indexes: [] };
export const LEASE_ID = 'singleton';

/** A region's own record of how long the pair (epoch, renewals) has stood still. */
export interface Watch {
  readonly epoch: number;
  readonly renewals: number;
  /** When the answer arrived that first showed this pair. Monotonic ms. */
  readonly since: number;
  /** Looks after that one which found it unchanged. */
  readonly looks: number;
  /** This epoch was seen held before it was yielded: the watcher stood by, and is not merely the first to start. */
  readonly stoodBy: boolean;
}

export interface Look {
  /** `undefined`: documents answered that there is no lease yet. */
  readonly lease: Lease | undefined;
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** Adds one answered look to the record; a pair that moved starts the count again. */
export function observe(watch: Watch | undefined, look: Look): Watch {
  const epoch = look.lease?.epoch ?? 0;
  const renewals = look.lease?.renewals ?? 0;
  const stoodBy = look.lease?.yielded === undefined || (watch?.epoch === epoch && watch.stoodBy);
  const continues = watch !== undefined && watch.epoch === epoch && watch.renewals === renewals;
  return continues
    ? { ...watch, looks: watch.looks + 1, stoodBy }
    : { epoch, renewals, since: look.answeredAt, looks: 0, stoodBy };
}

export interface Position {
  readonly region: string;
  /** The topology's active region: it takes the first epoch. */
  readonly firstHolder: string;
  readonly leaseMs: number;
  /** How often a standby looks. */
  readonly lookEveryMs: number;
  /** False: it does not take over by itself, only when it is named. */
  readonly candidate: boolean;
  /** It wants to be without the lease, and knows who is able to take it. */
  readonly stepAsideFor?: string | undefined;
}

/** What a region does next. `write` is a document for insert (version 1) or compare-and-set. */
export type Step =
  | { readonly kind: 'watch' }
  | { readonly kind: 'create' | 'renew' | 'promote' | 'release'; readonly write: Lease };

export function nextStep(look: Look, watch: Watch, position: Position): Step {
  const { lease } = look;
  const { region } = position;
  const stoodStill = hasStoodStill(look, watch, position);
  if (!lease) {
    if (region !== position.firstHolder && !stoodStill) return { kind: 'watch' };
    const write = { _id: LEASE_ID, version: 1, epoch: 1, holder: region, renewals: 0 };
    return { kind: 'create', write };
  }
  const { handover, yielded, ...held } = lease;
  const next = { ...held, renewals: lease.renewals + 1, version: lease.version + 1 };
  const lapsed = stoodStill && position.candidate;
  if (handover?.released) {
    const take = handover.to === region || lapsed;
    return take ? { kind: 'promote', write: promoted(lease, region) } : { kind: 'watch' };
  }
  if (lease.holder === region) {
    const to = handover?.to ?? position.stepAsideFor;
    if (to === undefined || to === region) return { kind: 'renew', write: next };
    return { kind: 'release', write: { ...next, handover: { to, released: true } } };
  }
  const free = yielded && watch.stoodBy && position.candidate;
  return free || lapsed ? { kind: 'promote', write: promoted(lease, region) } : { kind: 'watch' };
}

/**
 * Time alone would not do: while documents are silent the holder cannot renew either. Each answered look
 * proves one interval in which it could have, however long the look took, so as many are needed as fit
 * into a lease. A silence counts as one look, and a slow machine takes longer but gets there.
 */
function hasStoodStill(look: Look, watch: Watch, { leaseMs, lookEveryMs }: Position): boolean {
  // From the arrival of the first answer to the sending of the last question: never more than the truth.
  const stoodMs = look.sentAt - watch.since;
  return stoodMs >= leaseMs && watch.looks * lookEveryMs >= leaseMs;
}

/** What the holder writes as its last renewal when its process ends in good order. */
export function yieldOf(lease: Lease): Lease {
  return { ...lease, yielded: true, renewals: lease.renewals + 1, version: lease.version + 1 };
}

function promoted(lease: Lease, region: string): Lease {
  return {
    _id: LEASE_ID,
    version: lease.version + 1,
    epoch: lease.epoch + 1,
    holder: region,
    renewals: lease.renewals + 1,
  };
}
