import type { GroupSpec } from '../framework/spec.ts';
import { namespaces } from './namespaces.ts';
import { priorities } from './priorities.ts';
import { storageClasses } from './storage-classes.ts';

export const cluster: GroupSpec = {
  name: 'cluster',
  purpose: 'What everything else stands on: namespaces, priority classes, storage classes.',
  wave: -10,
  namespace: 'kube-system',
  build: (context) => [
    { name: 'namespaces', objects: namespaces(context) },
    { name: 'priority-classes', objects: priorities() },
    { name: 'storage-classes', objects: storageClasses() },
  ],
};
