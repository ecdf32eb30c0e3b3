import { topologyFor } from '@tandem/topology';
import { expect, it } from 'vitest';
import { broken, emittedFrom, without } from '../checks/testing/broken.ts';
import { type Emitted, emittedObjects } from '../checks/view.ts';
import { kubernetesTree } from '../synthesize.ts';
import { POLICIES } from './index.ts';
import type { Inspected } from './policy.ts';
import { terraformFacts } from './terraform-facts.ts';
import { clusterStack, edgeStack } from './testing/stacks.ts';

const topology = topologyFor('document');
const objects = emittedObjects(kubernetesTree(topology));
const terraform = new Map(
  topology.regions.map((region) => [
    region.name,
    terraformFacts(edgeStack(topology, region), clusterStack(topology, region)),
  ]),
);
const inspect = (seen: readonly Emitted[], more: Partial<Inspected> = {}): Inspected => ({
  topology,
  objects: seen,
  terraform,
  ...more,
});

const sim = { kind: 'Deployment', name: 'sim' };
const container = ['spec', 'template', 'spec', 'containers', 0];
const pod = ['spec', 'template', 'spec'];
const scaler = { kind: 'HorizontalPodAutoscaler', name: 'api' };
const environment = (name: string, value: string) => [{ name, value }];
const application = (revision: string) =>
  emittedFrom(`apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: loki, namespace: argocd }
spec: { source: { repoURL: 'https://charts.example', chart: loki, targetRevision: '${revision}' } }
`);

/** For each policy what it must catch, and what it says then. */
const SEEDED: Readonly<Record<string, readonly (readonly [() => readonly Emitted[], string])[]>> = {
  names: [
    [() => broken(objects, sim, ['metadata', 'name'], 'Sim_1'), 'not of RFC 1123'],
    [
      () => without(objects, { kind: 'Namespace', name: 'kafka' }),
      'the namespace kafka is not made',
    ],
  ],
  selectors: [
    [
      () => broken(objects, { kind: 'Service', name: 'sim' }, ['spec', 'selector'], { a: 'b' }),
      'selects no pod',
    ],
    [
      () =>
        broken(
          objects,
          { kind: 'Service', name: 'api' },
          ['spec', 'ports', 0, 'targetPort'],
          'htp',
        ),
      'leads to the port htp',
    ],
    [
      () => broken(objects, sim, [...container, 'livenessProbe', 'httpGet', 'port'], 'opz'),
      'asks the port opz',
    ],
    [
      () =>
        broken(
          objects,
          { kind: 'ServiceMonitor', name: 'sms' },
          ['spec', 'endpoints', 0, 'port'],
          'web',
        ),
      'has the port web',
    ],
    [
      () => broken(objects, sim, ['spec', 'selector', 'matchLabels'], { a: 'b' }),
      'does not select its own pods',
    ],
    [
      () =>
        broken(
          objects,
          { kind: 'PodDisruptionBudget', name: 'sim' },
          ['spec', 'selector', 'matchLabels'],
          { a: 'b' },
        ),
      'selects no pod',
    ],
  ],
  references: [
    [
      () => without(objects, { kind: 'ServiceAccount', name: 'sim' }),
      'there is no ServiceAccount sim',
    ],
    [
      () => without(objects, { kind: 'SecretProviderClass', name: 'sim' }),
      'there is no SecretProviderClass sim',
    ],
    [
      () => without(objects, { kind: 'PriorityClass', name: 'tandem-path' }),
      'there is no PriorityClass tandem-path',
    ],
    [
      () => without(objects, { kind: 'StorageClass', name: 'gp3-kept' }),
      'there is no StorageClass gp3-kept',
    ],
    [
      () => without(objects, { kind: 'EC2NodeClass', name: 'kafka' }),
      'there is no EC2NodeClass kafka',
    ],
    [
      () => broken(objects, scaler, ['spec', 'scaleTargetRef', 'name'], 'apy'),
      'there is no Deployment apy',
    ],
    [
      () =>
        broken(
          objects,
          sim,
          [...container, 'env'],
          environment('TANDEM_REDIS_PASSWORD_FILE', '/nowhere/x'),
        ),
      'names a file that no volume has',
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
  resources: [
    [
      () => broken(objects, sim, [...container, 'resources', 'requests', 'cpu'], undefined),
      'asks for no CPU',
    ],
    [
      () => broken(objects, sim, [...container, 'resources', 'limits', 'memory'], '1Mi'),
      'limit of memory',
    ],
  ],
  images: [
    [() => broken(objects, sim, [...container, 'image'], 'tandem:latest'), 'whatever comes last'],
    [() => broken(objects, sim, [...container, 'image'], 'tandem'), 'is not pinned'],
    [
      () =>
        broken(
          objects,
          sim,
          [...container, 'image'],
          '000000000000.dkr.ecr.us-west-2.amazonaws.com/tandem:1',
        ),
      'from the other region',
    ],
  ],
  hardening: [
    [
      () => broken(objects, sim, [...pod, 'securityContext', 'runAsNonRoot'], false),
      'may run as root',
    ],
    [
      () =>
        broken(objects, sim, [...container, 'securityContext', 'readOnlyRootFilesystem'], false),
      'may write to its image',
    ],
    [
      () => broken(objects, sim, [...container, 'securityContext', 'capabilities'], undefined),
      'keeps capabilities',
    ],
  ],
  probes: [
    [() => broken(objects, sim, [...container, 'startupProbe'], undefined), 'lacks a start-up'],
    [
      () => broken(objects, sim, [...container, 'livenessProbe', 'httpGet', 'path'], '/health'),
      'does not mend',
    ],
  ],
  secrets: [
    [
      () => broken(objects, sim, [...container, 'env'], environment('AWS_ACCESS_KEY_ID', 'x')),
      'pods have roles',
    ],
    [
      () => broken(objects, sim, [...container, 'env'], environment('TANDEM_REDIS_PASSWORD', 'x')),
      'looks like a secret',
    ],
    [
      () =>
        broken(
          objects,
          sim,
          [...container, 'env'],
          environment('TANDEM_REDIS_URL', 'redis://u:p@host'),
        ),
      'holds a password',
    ],
    [
      () =>
        broken(
          objects,
          sim,
          [...container, 'env'],
          [{ name: 'X', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }],
        ),
      'in the environment',
    ],
    [
      () =>
        emittedFrom(
          'apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: tandem }\nstringData: { a: b }\n',
        ),
      'holds values',
    ],
  ],
  shutdown: [
    [
      () => broken(objects, sim, [...pod, 'terminationGracePeriodSeconds'], 60),
      'killed after 60 s',
    ],
    [
      () => broken(objects, sim, [...pod, 'terminationGracePeriodSeconds'], 600),
      'more than a reclaim gives',
    ],
    [
      () => broken(objects, sim, [...container, 'lifecycle'], undefined),
      'before its load balancer knows',
    ],
  ],
  placement: [
    [() => broken(objects, sim, [...pod, 'tolerations'], []), 'no worker group takes its pods'],
    [
      () =>
        broken(objects, sim, [...pod, 'nodeSelector'], {
          'tandem.unibeam.com/worker-group': 'gpu',
        }),
      'no worker group',
    ],
    [() => broken(objects, sim, [...pod, 'topologySpreadConstraints'], []), 'in one zone'],
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
  charts: [
    [() => application('6.*'), 'no exact version'],
    [() => application(''), 'no exact version'],
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

it.each(POLICIES.map((policy) => [policy.name, policy] as const))('%s holds', (_, policy) => {
  expect(policy.findings(inspect(objects))).toEqual([]);
});

it.each(POLICIES.map((policy) => [policy.name, policy] as const))(
  '%s catches what was seeded',
  (name, policy) => {
    const seeds = SEEDED[name] ?? [];
    expect(seeds.length).toBeGreaterThan(0);
    for (const [seed, told] of seeds) {
      expect(policy.findings(inspect(seed())).join('\n')).toContain(told);
    }
  },
);
