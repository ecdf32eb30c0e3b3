import type { IPriorityClass } from 'kubernetes-models/scheduling.k8s.io/v1/PriorityClass';
import { type Manifest, rowed } from '../framework/spec.ts';

/** Below those of Kubernetes itself (2,000,000,000), above what names none (0). */
const CLASSES = {
  'tandem-path': {
    value: 1_000_000,
    purpose: 'The path of an authentication: evicted last, and whoever is below makes room for it.',
    preempts: true,
  },
  'tandem-events': {
    value: 900_000,
    purpose: 'Kafka: a broker that is evicted copies its data again.',
    preempts: true,
  },
  'tandem-platform': {
    value: 500_000,
    purpose: 'What places, scales and observes the others.',
    preempts: true,
  },
  'tandem-support': {
    value: 100_000,
    purpose: 'What may wait: audit catches up from the log, a dashboard is opened again.',
    preempts: false,
  },
} as const;

export type PriorityClassName = keyof typeof CLASSES;

export const priorities = (): Manifest[] =>
  Object.entries(CLASSES).map(([name, { value, purpose, preempts }]) =>
    rowed<IPriorityClass>(['T6'], {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      value,
      globalDefault: false,
      preemptionPolicy: preempts ? 'PreemptLowerPriority' : 'Never',
      description: purpose,
    }),
  );
