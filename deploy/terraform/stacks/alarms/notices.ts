import type { SnsTopic } from '#aws/sns-topic';
import type { StackContext } from '../../framework/context.ts';
import { seconds } from '../../framework/units.ts';
import { alarm } from './alarm.ts';

/**
 * Karpenter takes a notice at once. One that waits longer than a reclaim leaves over the drain of a pod is
 * of a node that goes before its pods have ended.
 */
export function noticeAlarm(context: StackContext, topic: SnsTopic): void {
  const { interruptionQueueName } = context.takeRegional('cluster', {
    interruptionQueueName: 'string',
  });
  const { reclaimNoticeMs } = context.topology.workerGroups.spot;
  alarm(context, topic, {
    id: 'notices-unread',
    metric: ['AWS/SQS', 'ApproximateAgeOfOldestMessage'],
    dimensions: { QueueName: interruptionQueueName },
    statistic: 'Maximum',
    when: { above: seconds(reclaimNoticeMs - context.topology.shutdown.terminationGraceMs) },
    silence: 'notBreaching',
    says:
      `Nobody reads the notices about nodes of ${context.region.name}: Karpenter is down, and spot nodes go ` +
      'without a drain. See that it runs.',
    runbook: 'platform.md#notices',
  });
}
