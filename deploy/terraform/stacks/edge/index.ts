import type { StackSpec } from '../../framework/spec.ts';
import { alb } from './alb.ts';
import { nlb } from './nlb.ts';

export const edge: StackSpec = {
  name: 'edge',
  scope: 'region',
  purpose:
    'Where traffic enters a region: the ALB for Cloudflare and the NLB for the accelerator, with the ' +
    'target groups that the pods are bound to. It points at nothing outside of its region.',
  rows: ['A9', 'A10', 'E5'],
  state: 'remote',
  build(context) {
    const web = alb(context);
    const applets = nlb(context);
    context.export({
      albDnsName: web.balancer.dnsName,
      albZoneId: web.balancer.zoneId,
      albSecurityGroupId: web.group.id,
      nlbArn: applets.balancer.arn,
      nlbDnsName: applets.balancer.dnsName,
      nlbSecurityGroupId: applets.group.id,
      targetGroupArns: { ...web.targetGroupArns, ...applets.targetGroupArns },
      albDimension: web.balancer.arnSuffix,
      nlbDimension: applets.balancer.arnSuffix,
      targetGroupDimensions: { ...web.targetGroupDimensions, ...applets.targetGroupDimensions },
    });
  },
};
