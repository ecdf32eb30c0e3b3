import type { Lease } from './lease.ts';

/** What happened to the role of this region, once for each change. */
export type RoleChange =
  | {
      readonly kind: 'promoted';
      readonly epoch: number;
      /** The holder before; none for the first lease of all. */
      readonly from: string | undefined;
      readonly why: string;
    }
  | { readonly kind: 'resumed' | 'yielded'; readonly epoch: number }
  | { readonly kind: 'stepped-down'; readonly epoch: number; readonly why: string }
  | { readonly kind: 'released'; readonly epoch: number; readonly to: string };

/** Why a region took the lease that it found as `before`. */
export function promotionOf(region: string, epoch: number, before: Lease | undefined): RoleChange {
  return { kind: 'promoted', epoch, from: before?.holder, why: reasonOf(region, before) };
}

function reasonOf(region: string, before: Lease | undefined): string {
  if (!before) return 'the first lease';
  if (before.handover?.released) return `handed over by ${before.holder}`;
  if (before.holder === region) return 'this process started';
  if (before.yielded) return `${before.holder} ended in good order`;
  return `${before.holder} was silent for one lease`;
}
