import { cluster } from './cluster/index.ts';
import type { GroupSpec } from './framework/spec.ts';

/** Every directory that a region has. ArgoCD's own applications come from `applications/`. */
export const GROUPS: readonly GroupSpec[] = [cluster];
