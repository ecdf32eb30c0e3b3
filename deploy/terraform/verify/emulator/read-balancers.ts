import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Region } from '@tandem/topology';
import { seconds } from '../../framework/units.ts';
import type { Fact, Question } from './read-back.ts';

/** The ports that the world reaches, and the health check of the document on the applets' target group. */
export async function readBalancers(question: Question): Promise<Fact[]> {
  const { regions } = question.topology;
  return (await Promise.all(regions.map((region) => readRegion(question, region)))).flat();
}

async function readRegion({ client, topology }: Question, region: Region): Promise<Fact[]> {
  const {
    DescribeListenersCommand,
    DescribeLoadBalancersCommand,
    DescribeTargetGroupsCommand,
    ElasticLoadBalancingV2Client,
  } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const elb = new ElasticLoadBalancingV2Client(client(region.name));
  const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
  const listeners = await Promise.all(
    LoadBalancers.flatMap(({ LoadBalancerArn }) =>
      LoadBalancerArn === undefined
        ? []
        : [elb.send(new DescribeListenersCommand({ LoadBalancerArn }))],
    ),
  );
  const ports = listeners.flatMap(({ Listeners = [] }) => Listeners.map(({ Port }) => Port));
  const { alb, nlb } = topology.aws;
  const applets = TargetGroups.find(({ Protocol }) => Protocol === 'TCP');
  const of = `load balancers of ${region.name}`;
  return [
    {
      of,
      what: 'kinds',
      wanted: ['application', 'network'],
      found: LoadBalancers.map(({ Type }) => Type).sort(),
    },
    {
      of,
      what: 'listening ports',
      wanted: [alb.listenerPort, nlb.listenerPort].sort(),
      found: ports.sort(),
    },
    { of, what: 'health check of the applets', wanted: checkOf(topology), found: told(applets) },
  ];
}

function checkOf({ edge }: Question['topology']) {
  const { intervalMs, timeoutMs, threshold } = edge.accelerator.healthCheck;
  return {
    protocol: 'TCP',
    interval: seconds(intervalMs),
    timeout: seconds(timeoutMs),
    unhealthy: threshold,
  };
}

const told = (group: TargetGroup | undefined) => ({
  protocol: group?.HealthCheckProtocol,
  interval: group?.HealthCheckIntervalSeconds,
  timeout: group?.HealthCheckTimeoutSeconds,
  unhealthy: group?.UnhealthyThresholdCount,
});
