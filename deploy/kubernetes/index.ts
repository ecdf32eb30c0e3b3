export { emittedObjects } from './checks/view.ts';
export { type Placement, RegionContext, type WorkerGroup } from './framework/context.ts';
export { type Release, readRelease, sampleRelease } from './framework/release.ts';
export { groupPath, ROWS_ANNOTATION, type Tree } from './framework/render.ts';
export {
  type FileSpec,
  GroupError,
  type GroupFacts,
  type GroupSpec,
  type KubernetesObject,
  type Manifest,
  rowed,
} from './framework/spec.ts';
export { GROUPS } from './groups.ts';
export { type PodPlan, type Probe, podPlans } from './rehearsal/pods.ts';
export { kubernetesTree } from './synthesize.ts';
export type { KubernetesStage } from './verify/stage.ts';
export { KUBERNETES_STAGES } from './verify/stages.ts';
export { writtenObjects } from './verify/written.ts';
