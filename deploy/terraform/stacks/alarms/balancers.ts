import type { SnsTopic } from '#aws/sns-topic';
import type { StackContext } from '../../framework/context.ts';
import { alarm } from './alarm.ts';

/**
 * Healthy targets are counted and not the ill ones: a node without a pod of the workload is ill by design
 * (NLB, `externalTrafficPolicy: Local`), and a cluster that is gone has no target at all.
 */
export function balancerAlarms(context: StackContext, topic: SnsTopic): void {
  const { alb, nlb } = context.topology.aws;
  const { albDimension, nlbDimension, targetGroupDimensions } = context.takeRegional('edge', {
    albDimension: 'string',
    nlbDimension: 'string',
    targetGroupDimensions: 'map',
  });
  const nobodyAnswers = (workload: string, namespace: string, balancer: string) =>
    alarm(context, topic, {
      id: `${workload}-without-targets`,
      metric: [namespace, 'HealthyHostCount'],
      dimensions: { LoadBalancer: balancer, TargetGroup: targetGroupDimensions(workload) },
      statistic: 'Maximum',
      when: { below: 1 },
      silence: 'breaching',
      says:
        `No zone of ${context.region.name} has a healthy target of ${workload}. ` +
        'Is the region drained? Then it is meant. If not, it is lost to its users: see that the other one serves.',
      runbook: 'region-loss.md#check',
    });
  nobodyAnswers(nlb.workload, 'AWS/NetworkELB', nlbDimension);
  for (const { workload } of alb.targets) {
    nobodyAnswers(workload, 'AWS/ApplicationELB', albDimension);
  }
  alarm(context, topic, {
    id: 'alb-errors',
    metric: ['AWS/ApplicationELB', 'HTTPCode_ELB_5XX_Count'],
    dimensions: { LoadBalancer: albDimension },
    statistic: 'Sum',
    when: { above: context.topology.observability.alerting.cloudwatch.balancerErrors },
    silence: 'notBreaching',
    says:
      `The ALB of ${context.region.name} answers 5xx by itself: its targets are gone, refuse or time out, ` +
      'which no process of ours counts. Look at the targets and at the access logs.',
    runbook: 'objectives.md#api',
  });
}
