import { SECRET_ENVIRONMENT_ANNOTATION } from '../../applications/monitoring/twistlock.ts';
import { broken, emittedFrom, without } from '../../checks/testing/broken.ts';
import { container, objects, pod, type Seeds, scaler, sim } from './written.ts';

const environment = (name: string, value: string) => [{ name, value }];

/** Mistakes in pods, and in what they name. */
export const IN_PODS: Seeds = {
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
      () =>
        broken(
          objects,
          { kind: 'DaemonSet', name: 'twistlock-defender' },
          ['metadata', 'annotations', SECRET_ENVIRONMENT_ANNOTATION],
          undefined,
        ),
      'INSTALL_BUNDLE is a secret in the environment',
    ],
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
};
