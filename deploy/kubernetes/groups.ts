import { cluster } from './cluster/index.ts';
import type { GroupSpec } from './framework/spec.ts';
import { kafka } from './kafka/index.ts';
import { workers } from './workers/index.ts';
import { workloads } from './workloads/index.ts';

/** Every directory that a region has. ArgoCD's own applications come from `applications/`. */
export const GROUPS: readonly GroupSpec[] = [cluster, workers, kafka, workloads];
