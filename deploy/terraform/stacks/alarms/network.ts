import type { SnsTopic } from '#aws/sns-topic';
import type { StackContext } from '../../framework/context.ts';
import { alarm } from './alarm.ts';

/** The ways out of a region: to the routers of the operator, and to the internet. */
export function networkAlarms(context: StackContext, topic: SnsTopic): void {
  const { vpnConnectionIds, natGatewayIds } = context.takeRegional('network', {
    vpnConnectionIds: 'map',
    natGatewayIds: 'map',
  });
  for (const { name } of context.region.vpn.routers) {
    alarm(context, topic, {
      id: `${name}-unreachable`,
      metric: ['AWS/VPN', 'TunnelState'],
      dimensions: { VpnId: vpnConnectionIds(name) },
      // Of two tunnels: one that is up carries the traffic of both.
      statistic: 'Maximum',
      // At the pace of the others most periods would be empty, and silence alarms.
      periodMs: context.topology.observability.alerting.cloudwatch.tunnelPeriodMs,
      when: { below: 1 },
      silence: 'breaching',
      says:
        `Both tunnels from ${context.region.name} to ${name} are down, and with them what operators and binds ` +
        'reach through it. Look at the router first, then at the status of the tunnels.',
      runbook: 'platform.md#tunnels',
    });
  }
  for (const zone of context.region.zones) {
    alarm(context, topic, {
      id: `nat-${zone}-exhausted`,
      metric: ['AWS/NATGateway', 'ErrorPortAllocation'],
      dimensions: { NatGatewayId: natGatewayIds(zone) },
      statistic: 'Sum',
      when: { above: 0 },
      silence: 'notBreaching',
      says:
        `The NAT gateway of ${zone} has no port left for new connections to some destination: they fail. ` +
        'Find the workload that opens them.',
      runbook: 'platform.md#nat-gateways',
    });
  }
}
