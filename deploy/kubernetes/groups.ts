import { applications, bootstrap, monitoring, monitoringFiles } from './applications/index.ts';
import { cluster } from './cluster/index.ts';
import type { GroupSpec } from './framework/spec.ts';
import { kafka } from './kafka/index.ts';
import { workers } from './workers/index.ts';
import { workloads } from './workloads/index.ts';

/** Every directory that a region has. */
export const GROUPS: readonly GroupSpec[] = [
  bootstrap,
  applications,
  cluster,
  workers,
  kafka,
  monitoringFiles,
  monitoring,
  workloads,
];
