import { topologyFor } from '@tandem/topology';
import type { Emitted } from '../../checks/view.ts';
import { emittedObjects } from '../../checks/view.ts';
import { kubernetesTree } from '../../synthesize.ts';

export const topology = topologyFor('document');

/** What synth writes, before anything is seeded. */
export const objects = emittedObjects(kubernetesTree(topology));

/** By policy, what it must catch and what it says then. */
export type Seeds = Readonly<
  Record<string, readonly (readonly [() => readonly Emitted[], string])[]>
>;

export const sim = { kind: 'Deployment', name: 'sim' };
export const scaler = { kind: 'HorizontalPodAutoscaler', name: 'api' };
export const pod = ['spec', 'template', 'spec'];
export const container = [...pod, 'containers', 0];
