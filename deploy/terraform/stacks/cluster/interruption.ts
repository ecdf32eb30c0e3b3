import { CloudwatchEventRule } from '#aws/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '#aws/cloudwatch-event-target';
import { SqsQueue } from '#aws/sqs-queue';
import { SqsQueuePolicy } from '#aws/sqs-queue-policy';
import type { StackContext } from '../../framework/context.ts';
import { tlsOnly } from '../../framework/policy.ts';

/** A notice that is older is of a node that is gone. */
const RETENTION_SECONDS = 300;

/** What Karpenter wants to hear of, so that a node drains before it goes (Karpenter, "Interruption"). */
const NOTICES = {
  'spot-interruption': ['aws.ec2', 'EC2 Spot Instance Interruption Warning'],
  'rebalance-recommendation': ['aws.ec2', 'EC2 Instance Rebalance Recommendation'],
  'instance-state': ['aws.ec2', 'EC2 Instance State-change Notification'],
  'scheduled-change': ['aws.health', 'AWS Health Event'],
} as const;

/** The queue of notices about nodes, and the rules that fill it. */
export function interruptionQueue(context: StackContext): SqsQueue {
  const scope = context.for('T5', 'W5');
  const queue = new SqsQueue(scope, 'interruption', {
    name: context.named('interruption'),
    messageRetentionSeconds: RETENTION_SECONDS,
    // Events come from services, which a key of ours would have to let in one by one.
    sqsManagedSseEnabled: true,
  });
  const rules = Object.entries(NOTICES).map(([id, [source, detailType]]) => {
    const rule = new CloudwatchEventRule(scope, id, {
      name: context.named(id),
      description: `${detailType}, for Karpenter.`,
      eventPattern: JSON.stringify({ source: [source], 'detail-type': [detailType] }),
    });
    new CloudwatchEventTarget(scope, `${id}-target`, {
      rule: rule.name,
      targetId: 'karpenter',
      arn: queue.arn,
    });
    return rule;
  });
  new SqsQueuePolicy(scope, 'interruption-policy', {
    queueUrl: queue.url,
    policy: context.policy(
      {
        sid: 'NoticesOfOurRules',
        principal: { Service: 'events.amazonaws.com' },
        actions: ['sqs:SendMessage'],
        resources: [queue.arn],
        condition: { ArnEquals: { 'aws:SourceArn': rules.map(({ arn }) => arn) } },
      },
      tlsOnly({ actions: ['sqs:*'], resources: [queue.arn] }),
    ),
  });
  return queue;
}
