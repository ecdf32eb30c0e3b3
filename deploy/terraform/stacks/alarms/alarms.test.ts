import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { render } from '../../framework/render.ts';
import { objectAt } from '../../framework/tidy.ts';
import { statementsOf } from '../../policies/identity.ts';
import { certificates } from '../certificates/index.ts';
import { cluster } from '../cluster/index.ts';
import { edge } from '../edge/index.ts';
import { global } from '../global/index.ts';
import { network } from '../network/index.ts';
import { storage } from '../storage/index.ts';
import { alarms } from './index.ts';

const root = join(import.meta.dirname, '../../../..');
const { stacks, tests, manifest } = render(topologyFor('document'), [
  alarms,
  edge,
  certificates,
  storage,
  network,
  cluster,
  global,
]);
const resources = (type: string) =>
  objectAt(objectAt(stacks.get('alarms-us-east-1'), 'resource'), type);
const all = resources('aws_cloudwatch_metric_alarm');
const TOPIC = `\${aws_sns_topic.alarms.arn}`;

describe('the alarms of a region', () => {
  it('are about what nobody inside of its cluster can tell', () => {
    expect(Object.keys(all).sort()).toEqual([
      'alb_errors',
      'api_without_targets',
      'dashboard_without_targets',
      'mikrotik_east_1_unreachable',
      'mikrotik_east_2_unreachable',
      'nat_us_east_1a_exhausted',
      'nat_us_east_1b_exhausted',
      'nat_us_east_1c_exhausted',
      'notices_unread',
      'sim_without_targets',
    ]);
  });

  it('take silence for the loss where something is always measured, and for nothing elsewhere', () => {
    const breaching = Object.keys(all).filter(
      (name) => objectAt(all, name).treat_missing_data === 'breaching',
    );
    expect(breaching.sort()).toEqual([
      'api_without_targets',
      'dashboard_without_targets',
      'mikrotik_east_1_unreachable',
      'mikrotik_east_2_unreachable',
      'sim_without_targets',
    ]);
    for (const name of Object.keys(all)) {
      expect(objectAt(all, name).treat_missing_data).toMatch(/^(notB|b)reaching$/);
    }
  });

  it('name the target group and its load balancer as metrics do', () => {
    expect(objectAt(all, 'sim_without_targets')).toMatchObject({
      namespace: 'AWS/NetworkELB',
      metric_name: 'HealthyHostCount',
      comparison_operator: 'LessThanThreshold',
      threshold: 1,
      period: 60,
      evaluation_periods: 2,
      dimensions: {
        LoadBalancer: expect.stringContaining('nlb_dimension'),
        TargetGroup: expect.stringContaining('target_group_dimensions.sim'),
      },
    });
    const edgeStack = JSON.stringify(stacks.get('edge-us-east-1'));
    expect(edgeStack).toContain(`\${aws_lb_target_group.sim.arn_suffix}`);
  });

  it('want a notice read while there is still time for a drain', () => {
    expect(objectAt(all, 'notices_unread')).toMatchObject({ threshold: 120 - 90 });
  });

  it('say when they begin and when they end, and lead to a part of a runbook', () => {
    for (const name of Object.keys(all)) {
      const { alarm_actions, ok_actions, alarm_description } = objectAt(all, name);
      expect([alarm_actions, ok_actions]).toEqual([[TOPIC], [TOPIC]]);
      const [, page, part] = /Runbook: (\S+\.md)#(\S+)$/.exec(String(alarm_description)) ?? [];
      const text = readFileSync(join(root, String(page)), 'utf8');
      const heads = [...text.matchAll(/^#+ (.+)$/gm)].map(([, head = '']) =>
        head.toLowerCase().replaceAll(' ', '-'),
      );
      expect(heads).toContain(part);
    }
  });

  it('are asserted in the plan', () => {
    const test = JSON.stringify(tests.get('alarms-us-west-2'));
    expect(test).toContain('aws_cloudwatch_metric_alarm.sim_without_targets.threshold == 1');
    expect(test).toContain('silence alarms sim-without-targets');
  });

  it('take from no other region', () => {
    const standby = manifest.stacks.find(({ name }) => name === 'alarms-us-west-2');
    expect(Object.keys(standby?.takes ?? {}).sort()).toEqual([
      'cluster-us-west-2',
      'edge-us-west-2',
      'network-us-west-2',
    ]);
  });
});

describe('the topic', () => {
  it('is under a key that CloudWatch may use, for this account alone', () => {
    expect(objectAt(resources('aws_sns_topic'), 'alarms').kms_master_key_id).toContain(
      'aws_kms_key.alarms_key.arn',
    );
    const use = statementsOf(resources('aws_kms_key')).find(({ Sid }) => Sid === 'AlarmsUseTheKey');
    const [publish] = statementsOf(resources('aws_sns_topic_policy'));
    expect(use).toMatchObject({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] });
    expect(publish).toMatchObject({ Action: ['sns:Publish'], Resource: [TOPIC] });
    for (const statement of [use, publish]) {
      expect(statement).toMatchObject({
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': `\${var.account_id}` } },
      });
    }
  });

  it('leads to the pager, whose key is asked for and shown to nobody', () => {
    expect(objectAt(resources('aws_sns_topic_subscription'), 'pager')).toMatchObject({
      protocol: 'https',
      endpoint: `https://events.pagerduty.com/integration/\${var.pager_integration_key}/enqueue`,
    });
    expect(objectAt(stacks.get('alarms-us-east-1'), 'variable')).toMatchObject({
      pager_integration_key: { sensitive: true },
    });
  });
});
