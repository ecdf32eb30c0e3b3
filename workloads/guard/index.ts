export { type Guarded, GuardedDocument, StaleEpochError } from './guarded-document.ts';
export { type HandoverRequest, requestHandover } from './handover.ts';
export {
  LEASE_ID,
  type Lease,
  type Look,
  nextStep,
  observe,
  type Position,
  REGION_GUARD,
  type Step,
  type Watch,
} from './lease.ts';
export { type GuardOptions, type GuardState, RegionGuard } from './region-guard.ts';
export type { RoleChange } from './role-change.ts';
