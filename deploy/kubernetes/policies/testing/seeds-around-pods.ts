import { WAVE_ANNOTATION } from '../../applications/chart.ts';
import { broken, emittedFrom, without } from '../../checks/testing/broken.ts';
import { objects, pod, type Seeds, scaler, sim } from './written.ts';

const application = (revision: string) =>
  emittedFrom(`apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: loki, namespace: argocd }
spec: { source: { repoURL: 'https://charts.example', chart: loki, targetRevision: '${revision}' } }
`);

const inWave = (name: string, wave: number) =>
  broken(
    objects,
    { kind: 'Application', name },
    ['metadata', 'annotations', WAVE_ANNOTATION],
    String(wave),
  );

/** Mistakes around pods: how many there are, who reaches them, what Terraform knows, what both regions have. */
export const AROUND_PODS: Seeds = {
  names: [
    [() => broken(objects, sim, ['metadata', 'name'], 'Sim_1'), 'not of RFC 1123'],
    [
      () => without(objects, { kind: 'Namespace', name: 'kafka' }),
      'the namespace kafka is not made',
    ],
  ],
  scaling: [
    [() => broken(objects, scaler, ['spec', 'maxReplicas'], 3), '3 to 3 replicas leave no room'],
    [
      () => broken(objects, scaler, ['spec', 'behavior', 'scaleDown'], undefined),
      'scaleDown is left to defaults',
    ],
    [
      () => broken(objects, { kind: 'Deployment', name: 'api' }, ['spec', 'replicas'], 3),
      'sets the replicas',
    ],
  ],
  disruption: [
    [
      () =>
        broken(
          objects,
          { kind: 'PodDisruptionBudget', name: 'sms' },
          ['spec', 'maxUnavailable'],
          0,
        ),
      'no node can be drained',
    ],
    [() => without(objects, { kind: 'PodDisruptionBudget', name: 'sms' }), 'no budget says'],
  ],
  capacity: [
    [() => broken(objects, scaler, ['spec', 'minReplicas'], 23), 'cpuMillis are asked for'],
    [
      () => broken(objects, { kind: 'KafkaNodePool', name: 'brokers' }, ['spec', 'replicas'], 9),
      'us-east-1 kafka',
    ],
  ],
  network: [
    [
      () => without(objects, { kind: 'NetworkPolicy', name: 'default-deny' }),
      'nothing is denied by default',
    ],
    [() => without(objects, { kind: 'NetworkPolicy', name: 'sms' }), 'no policy says whom'],
  ],
  balancers: [
    [() => broken(objects, sim, ['spec', 'minReadySeconds'], 90), 'replaces pods before'],
    [
      () => broken(objects, { kind: 'Deployment', name: 'api' }, ['spec', 'minReadySeconds'], 10),
      'replaces pods before',
    ],
    [
      () =>
        broken(
          objects,
          { kind: 'Service', name: 'sim' },
          ['spec', 'externalTrafficPolicy'],
          'Cluster',
        ),
      'address of a node',
    ],
    [
      () =>
        broken(objects, { kind: 'Service', name: 'sim' }, ['spec', 'ports', 0, 'nodePort'], 30_000),
      'do not answer on 30506',
    ],
    [
      () =>
        broken(
          objects,
          { kind: 'TargetGroupBinding', name: 'api' },
          ['spec', 'serviceRef', 'port'],
          1,
        ),
      'there is no port 1',
    ],
  ],
  terraform: [
    [
      () =>
        broken(
          objects,
          { kind: 'TargetGroupBinding', name: 'api' },
          ['spec', 'targetGroupName'],
          'x',
        ),
      'there is no target group x',
    ],
    [
      () =>
        broken(
          objects,
          { kind: 'TargetGroupBinding', name: 'api' },
          ['spec', 'targetType'],
          'instance',
        ),
      'are of type ip',
    ],
    [() => without(objects, { kind: 'TargetGroupBinding', name: 'sim' }), 'nothing is bound to'],
    [
      () => broken(objects, sim, [...pod, 'serviceAccountName'], 'api2'),
      'no role is for tandem/api2',
    ],
    [
      () => without(objects, { kind: 'Application', name: 'loki' }),
      'the role for logging/loki is of no pod',
    ],
    [
      () =>
        broken(objects, { kind: 'EC2NodeClass', name: 'spot' }, ['spec', 'instanceProfile'], 'x'),
      'no instance profile x',
    ],
  ],
  reflection: [
    [
      () =>
        broken(
          objects,
          { kind: 'KafkaUser', name: 'sim' },
          ['spec', 'template', 'secret', 'metadata', 'annotations'],
          {
            'reflector.v1.k8s.emberstack.com/reflection-allowed': 'true',
          },
        ),
      'must name namespaces',
    ],
  ],
  kept: [
    [
      () =>
        broken(
          objects,
          { kind: 'KafkaTopic', name: 'trail' },
          ['metadata', 'annotations', 'argocd.argoproj.io/sync-options'],
          'Prune=true',
        ),
      'goes with its data',
    ],
  ],
  charts: [
    [() => application('6.*'), 'no exact version'],
    [() => application(''), 'no exact version'],
  ],
  waves: [
    [() => inWave('external-dns', 1), 'the kind ServiceMonitor comes too late'],
    [() => inWave('grafana', -1), 'the node of a pod comes too late'],
    [() => inWave('monitoring-files', 5), 'ConfigMap thanos-objstore comes too late'],
    [() => inWave('strimzi', 10), 'the kind Kafka comes too late'],
    [
      () => without(objects, { kind: 'SecretProviderClass', name: 'alertmanager' }),
      'SecretProviderClass alertmanager comes too late, or never',
    ],
  ],
  regions: [
    [() => broken(objects, sim, ['spec', 'minReadySeconds'], 11), 'is not declared'],
    [() => without(objects, { kind: 'ServiceMonitor', name: 'sms' }), 'the object is absent'],
  ],
  rows: [
    [() => broken(objects, sim, ['metadata', 'annotations'], {}), 'is of no row'],
    [
      () =>
        objects.filter(({ kind }) => kind !== 'HorizontalPodAutoscaler' && kind !== 'Application'),
      'nothing implements row T4',
    ],
  ],
};
