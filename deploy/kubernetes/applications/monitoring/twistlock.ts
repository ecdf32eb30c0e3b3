import type { IDaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import type { RegionContext } from '../../framework/context.ts';
import { type Manifest, rowed } from '../../framework/spec.ts';
import { componentOf, sized } from '../chart.ts';
import { componentSecrets, secretsVolume } from './secrets.ts';
import { account } from './workloads.ts';

const NAME = 'twistlock-defender';
/** The policies take it as the reason why a pod may do more than others. */
export const PRIVILEGED_ANNOTATION = 'tandem.unibeam.com/privileged';
/** And this why it has secrets in its environment. */
export const SECRET_ENVIRONMENT_ANNOTATION = 'tandem.unibeam.com/secret-environment';

/** Address and bundle are the Console's own: an operator makes this Secret (docs/guides/gitops.md). */
const CONSOLE = 'twistlock-console';
const fromConsole = (name: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: CONSOLE, key: name.toLowerCase() } },
});

const host = (name: string, path: string) => ({ name, hostPath: { path } });

/** Row S8. What `twistcli defender export kubernetes` writes, with its secrets from Secrets Manager. */
export function twistlock(context: RegionContext): Manifest[] {
  const { namespace, rows } = componentOf(context, NAME);
  const labels = { 'app.kubernetes.io/name': NAME };
  return [
    account(context, NAME),
    // The names of files are the Defender's own.
    componentSecrets(context, NAME, (secret) => secret.slice(secret.indexOf('/') + 1)),
    rowed<IDaemonSet>(rows, {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: {
        name: NAME,
        namespace,
        labels,
        annotations: {
          [PRIVILEGED_ANNOTATION]:
            'It watches the processes, files and connections of every container of its node, which no pod without these rights can.',
          [SECRET_ENVIRONMENT_ANNOTATION]:
            'It reads the address of its Console and the bundle of its installation from nowhere else.',
        },
      },
      spec: {
        selector: { matchLabels: labels },
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
        template: {
          metadata: { labels },
          spec: {
            ...context.everyNode(),
            serviceAccountName: NAME,
            automountServiceAccountToken: false,
            priorityClassName: 'system-node-critical',
            hostPID: true,
            hostNetwork: true,
            dnsPolicy: 'ClusterFirstWithHostNet',
            containers: [
              {
                name: 'defender',
                image: 'registry.twistlock.com/twistlock/defender:defender_34_02_133',
                env: [
                  fromConsole('WS_ADDRESS'),
                  fromConsole('INSTALL_BUNDLE'),
                  { name: 'DEFENDER_TYPE', value: 'cri' },
                  { name: 'DEFENDER_CLUSTER_NAME_RESOLVING_METHOD', value: 'manual' },
                  { name: 'DEFENDER_CLUSTER', value: context.named('eks') },
                  // It would ask the API server, for which it has no token.
                  { name: 'MONITOR_SERVICE_ACCOUNTS', value: 'false' },
                  { name: 'MONITOR_ISTIO', value: 'false' },
                  { name: 'COLLECT_POD_LABELS', value: 'false' },
                  { name: 'SYSTEMD_ENABLED', value: 'false' },
                  { name: 'LOG_PROD', value: 'true' },
                ],
                ...sized('100m', '512Mi'),
                securityContext: {
                  readOnlyRootFilesystem: true,
                  privileged: false,
                  capabilities: {
                    add: [
                      'NET_ADMIN',
                      'NET_RAW',
                      'SYS_ADMIN',
                      'SYS_PTRACE',
                      'SYS_CHROOT',
                      'MKNOD',
                      'SETFCAP',
                      'IPC_LOCK',
                    ],
                  },
                },
                volumeMounts: [
                  { name: 'data', mountPath: '/var/lib/twistlock' },
                  // After the directory that it is in, which would hide it.
                  { name: 'secrets', mountPath: '/var/lib/twistlock/certificates', readOnly: true },
                  { name: 'passwd', mountPath: '/etc/passwd', readOnly: true },
                  { name: 'containerd', mountPath: '/run' },
                ],
              },
            ],
            volumes: [
              secretsVolume(NAME),
              host('data', '/var/lib/twistlock'),
              host('passwd', '/etc/passwd'),
              host('containerd', '/run'),
            ],
          },
        },
      },
    }),
  ];
}
