import type { GroupSpec } from '../framework/spec.ts';
import { nodeClasses } from './node-classes.ts';
import { nodePools } from './node-pools.ts';

export const workers: GroupSpec = {
  name: 'workers',
  purpose: 'The nodes that Karpenter makes: one class and one pool for each worker group.',
  // After Karpenter, whose resources these are, and before whatever runs on them.
  wave: 0,
  namespace: 'kube-system',
  build: (context) => [
    { name: 'node-classes', objects: nodeClasses(context) },
    { name: 'node-pools', objects: nodePools(context) },
  ],
};
