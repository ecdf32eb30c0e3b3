import type { StackSpec } from '../../framework/spec.ts';
import { balancerAlarms } from './balancers.ts';
import { networkAlarms } from './network.ts';
import { noticeAlarm } from './notices.ts';
import { topic } from './topic.ts';

export const alarms: StackSpec = {
  name: 'alarms',
  scope: 'region',
  purpose:
    'What wakes somebody when the cluster of a region cannot: alarms on what AWS itself measures of its ' +
    'balancers, tunnels, gateways and notices, and the topic that leads to the pager.',
  rows: ['O2'],
  state: 'remote',
  build(context) {
    const told = topic(context);
    balancerAlarms(context, told);
    networkAlarms(context, told);
    noticeAlarm(context, told);
  },
};
