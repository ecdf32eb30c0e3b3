export { type Placement, RegionContext, type WorkerGroup } from './framework/context.ts';
export { type Release, sampleRelease } from './framework/release.ts';
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
export { kubernetesTree } from './synthesize.ts';
