import type { Topology } from '@tandem/topology';
import { LbTargetGroup } from '#aws/lb-target-group';
import type { StackContext } from '../../framework/context.ts';
import { StackError } from '../../framework/spec.ts';
import { seconds } from '../../framework/units.ts';

type WebTarget = Topology['aws']['alb']['targets'][number];

/** Pods of a workload behind the ALB; the cluster binds their addresses. */
export function webTargetGroup(context: StackContext, target: WebTarget): LbTargetGroup {
  const { vpcId } = context.takeRegional('network', { vpcId: 'string' });
  const { healthCheck, deregistrationDelayMs } = context.topology.aws.alb;
  const { path, expectedStatus } = context.topology.edge.api.monitor;
  return new LbTargetGroup(context.for('A9'), target.workload, {
    name: context.named(target.workload),
    vpcId,
    targetType: 'ip',
    protocol: 'HTTP',
    port: target.port,
    loadBalancingAlgorithmType: 'least_outstanding_requests',
    deregistrationDelay: String(seconds(deregistrationDelayMs)),
    healthCheck: {
      protocol: 'HTTP',
      port: String(opsPort(context, target.workload)),
      path,
      matcher: String(expectedStatus),
      interval: seconds(healthCheck.intervalMs),
      timeout: seconds(healthCheck.timeoutMs),
      healthyThreshold: healthCheck.healthyThreshold,
      unhealthyThreshold: healthCheck.unhealthyThreshold,
    },
  });
}

/** Where every workload answers for its health. */
export function opsPort({ name, topology }: StackContext, workload: string): number {
  const found = Object.entries(topology.workloads).find(([known]) => known === workload);
  const ops = found?.[1].ports.find((port) => port.name === 'ops');
  if (ops === undefined) throw new StackError(name, `${workload} has no port "ops"`);
  return ops.port;
}
