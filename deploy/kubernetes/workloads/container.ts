import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import { mebibytes, millicores, seconds } from '../framework/units.ts';
import { environmentOf } from './environment.ts';
import { OPS, type WorkloadFacts } from './facts.ts';
import { volumeMountsOf } from './mounts.ts';

/** For the load balancer to hear that a pod goes before the pod stops taking connections. */
const LEAVE_SECONDS = 15;

export function containerOf(facts: WorkloadFacts): IContainer {
  const { context, name, workload } = facts;
  const { requests, limits } = workload;
  return {
    name,
    image: context.image('tandem'),
    imagePullPolicy: 'IfNotPresent',
    args: ['serve', '--region', context.region.name, '--workload', name],
    env: Object.entries(environmentOf(facts)).map(([variable, value]) => ({
      name: variable,
      value,
    })),
    ports: workload.ports.map((port) => ({
      name: port.name,
      containerPort: port.port,
      protocol: 'TCP' as const,
    })),
    // Memory is a limit, as what is not there cannot be lent; CPU is not, as what is idle can.
    resources: {
      requests: { cpu: millicores(requests.cpuMillis), memory: mebibytes(requests.memoryMib) },
      limits: { memory: mebibytes(limits.memoryMib) },
    },
    ...probesOf(facts),
    ...(workload.exposure === 'internal'
      ? {}
      : { lifecycle: { preStop: { sleep: { seconds: LEAVE_SECONDS } } } }),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: volumeMountsOf(facts),
  };
}

/**
 * Three questions of one server. Started: it listens. Alive: its event loop answers, whatever the stores do,
 * as a restart mends neither them nor the region. Ready: all that this process itself needs is there.
 * Whether the *region* can serve is /health, which the target groups of the ALB ask and Cloudflare through
 * them: a pod that left the service whenever its region is drained could tell nobody why.
 */
function probesOf({ context }: WorkloadFacts) {
  const { health } = context.topology;
  const ask = (path: string): IProbe => ({ httpGet: { path, port: OPS, scheme: 'HTTP' } });
  const timeoutSeconds = Math.max(1, Math.ceil(health.dependencyTimeoutMs / 1_000));
  return {
    startupProbe: { ...ask('/live'), periodSeconds: 1, timeoutSeconds, failureThreshold: 60 },
    livenessProbe: { ...ask('/live'), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    readinessProbe: {
      ...ask('/ready'),
      periodSeconds: Math.max(1, seconds(health.checkEveryMs)),
      timeoutSeconds,
      failureThreshold: health.failuresToDown,
      successThreshold: 1,
    },
  };
}
