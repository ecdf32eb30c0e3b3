import { SnsTopic } from '#aws/sns-topic';
import { SnsTopicPolicy } from '#aws/sns-topic-policy';
import { SnsTopicSubscription } from '#aws/sns-topic-subscription';
import type { StackContext } from '../../framework/context.ts';
import { type Statement, tlsOnly } from '../../framework/policy.ts';
import { expression } from '../../framework/spec.ts';
import { regionalKey } from '../../parts/regional-key.ts';

/** Where alarms go: to the pager of Alertmanager, by a way that needs neither the cluster nor its firewall. */
export function topic(context: StackContext): SnsTopic {
  const scope = context.for('O2');
  // A topic under the key of AWS takes nothing from CloudWatch: that key's policy cannot be changed.
  const key = regionalKey(context, scope, 'alarms', 'Alarms on their way to the pager.', [
    usedByAlarms(context),
  ]);
  const made = new SnsTopic(scope, 'alarms', {
    name: context.named('alarms'),
    kmsMasterKeyId: key.arn,
  });
  new SnsTopicPolicy(scope, 'alarms-policy', {
    arn: made.arn,
    policy: context.policy(
      {
        sid: 'AlarmsOfThisAccount',
        principal: { Service: 'cloudwatch.amazonaws.com' },
        actions: ['sns:Publish'],
        resources: [made.arn],
        condition: ofThisAccount(context),
      },
      tlsOnly({ actions: ['sns:Publish'], resources: [made.arn] }),
    ),
  });
  subscribePager(context, made);
  return made;
}

const ofThisAccount = ({ accountId }: StackContext) => ({
  StringEquals: { 'aws:SourceAccount': accountId },
});

/** SNS encrypts in the name of who publishes (SNS developer guide, "Key management"). */
const usedByAlarms = (context: StackContext): Statement => ({
  sid: 'AlarmsUseTheKey',
  principal: { Service: 'cloudwatch.amazonaws.com' },
  actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
  resources: ['*'],
  condition: ofThisAccount(context),
  wildcard: 'The key itself, as in every policy of a key.',
});

/** PagerDuty, "Amazon CloudWatch Integration Guide": its address ends in the key, and it confirms by itself. */
function subscribePager(context: StackContext, made: SnsTopic): void {
  context.ask('pager_integration_key', {
    description: 'The integration key of the service at the pager that alarms of CloudWatch go to.',
    sensitive: true,
    sample: 'sample',
  });
  const { hostname } = context.topology.observability.alerting.pager;
  new SnsTopicSubscription(context.for('O2'), 'pager', {
    topicArn: made.arn,
    protocol: 'https',
    endpoint: `https://${hostname}/integration/${expression('var.pager_integration_key')}/enqueue`,
    endpointAutoConfirms: true,
  });
  context.expect(
    'aws_sns_topic_subscription.pager.protocol == "https" && aws_sns_topic_subscription.pager.endpoint_auto_confirms',
    'alarms reach the pager without anybody who confirms',
  );
}
