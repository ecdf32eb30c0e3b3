import type { WorkloadFactory } from '@tandem/runtime';
import type { WorkloadName } from '@tandem/topology';
import { createApi } from './api/index.ts';
import { createAudit } from './audit/index.ts';
import { createDashboard } from './dashboard/index.ts';
import { createMno } from './mno/index.ts';
import { createScheduledJobs } from './scheduled-jobs/index.ts';
import { createSim } from './sim/index.ts';
import { createSms } from './sms/index.ts';
import { createTimer } from './timer/index.ts';

export {
  AUDIT_SEALS,
  type ChainReport,
  type ExportedEntry,
  exportAudit,
  verifyAudit,
} from './audit/index.ts';
export { listBackups, type Manifest, type Restored, restoreBackup } from './backup/index.ts';
export { mintSignIn, SESSION_KEY } from './dashboard/index.ts';
export {
  type HandoverRequest,
  LEASE_ID,
  type Lease,
  REGION_GUARD,
  requestHandover,
} from './guard/index.ts';
export {
  APPLETS,
  type Applet,
  CUSTOMERS,
  type Customer,
  SMSC_MESSAGES,
  TRANSACTIONS,
} from './records/index.ts';
export {
  ForceSchema,
  type Operated,
  type OperateOptions,
  type Overview,
  OverviewSchema,
  operateRegion,
  type RegionAction,
  type RegionOverview,
  readOverviewAfresh,
} from './regions/index.ts';
export { wakeUpReference } from './sms/index.ts';

/** Every workload of the topology, by its name there. */
export const WORKLOADS: Readonly<Record<WorkloadName, WorkloadFactory>> = {
  api: createApi,
  sim: createSim,
  sms: createSms,
  mno: createMno,
  timer: createTimer,
  'scheduled-jobs': createScheduledJobs,
  audit: createAudit,
  dashboard: createDashboard,
};
