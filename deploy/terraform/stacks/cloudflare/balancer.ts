import { regionNamed } from '@tandem/topology';
import { LoadBalancer } from '#cloudflare/load-balancer';
import { LoadBalancerMonitor } from '#cloudflare/load-balancer-monitor';
import { LoadBalancerPool } from '#cloudflare/load-balancer-pool';
import type { StackContext } from '../../framework/context.ts';
import { StackError } from '../../framework/spec.ts';
import { seconds } from '../../framework/units.ts';
import { cloudflareAccount } from '../../parts/cloudflare.ts';

type PoolData = StackContext['topology']['edge']['api']['steering']['pools'][number];

/**
 * Rows E1 to E3. The policy of the description chooses between pools by weight and requests in flight, so
 * the standby is a default pool of weight 0: it takes part in failover across pools, and in nothing else.
 */
export function balancer(context: StackContext, zoneId: string): void {
  const { api } = context.topology.edge;
  const { policy, pools: data, fallbackPool, sessionAffinity } = api.steering;
  const accountId = cloudflareAccount(context).stringValue;
  const check = monitor(context, accountId);
  const pools = new Map(data.map((one) => [one.name, pool(context, accountId, check, one)]));
  const idOf = (name: string): string => {
    const found = pools.get(name);
    if (found === undefined) throw new StackError(context.name, `${name} is not a pool`);
    return found.id;
  };
  new LoadBalancer(context.for('E1', 'E2'), 'api', {
    zoneId,
    name: api.hostname,
    description: 'The API of every region.',
    enabled: true,
    proxied: api.protection.cdn,
    // In the order of failover.
    defaultPools: data.map(({ name }) => idOf(name)),
    fallbackPool: idOf(fallbackPool),
    steeringPolicy: policy,
    randomSteering: {
      defaultWeight: 0,
      poolWeights: Object.fromEntries(data.map(({ name, weight }) => [idOf(name), weight])),
    },
    sessionAffinity,
    adaptiveRouting: { failoverAcrossPools: api.zeroDowntimeFailover.acrossPools },
  });
  expectations(context);
}

function monitor(context: StackContext, accountId: string): LoadBalancerMonitor {
  const { monitor: data, hostname, port, zone } = context.topology.edge.api;
  return new LoadBalancerMonitor(context.for('E3'), 'health', {
    accountId,
    description: 'Whether a region is able to serve.',
    type: data.protocol,
    method: data.method,
    path: data.path,
    port,
    interval: seconds(data.intervalMs),
    timeout: seconds(data.timeoutMs),
    retries: data.retries,
    consecutiveDown: data.consecutiveDown,
    consecutiveUp: data.consecutiveUp,
    expectedCodes: String(data.expectedStatus),
    expectedBody: data.expectedBody,
    header: { Host: [hostname] },
    // The check takes the way of a request through the zone, its client certificate included.
    probeZone: zone,
    followRedirects: false,
    allowInsecure: false,
  });
}

/** One origin a pool, the ALB of its region: retries within a pool would ask the same region again. */
function pool(
  context: StackContext,
  accountId: string,
  check: LoadBalancerMonitor,
  { name, region }: PoolData,
): LoadBalancerPool {
  const { hostname, port, monitor: data } = context.topology.edge.api;
  const { albDnsName } = context.takeRegional(
    'edge',
    { albDnsName: 'string' },
    regionNamed(context.topology, region),
  );
  return new LoadBalancerPool(context.for('E1', 'E2'), name, {
    accountId,
    name,
    description: `The ALB of ${region}.`,
    enabled: true,
    minimumOrigins: 1,
    monitor: check.id,
    checkRegions: [...data.checkedFrom],
    origins: [
      {
        name: region,
        address: albDnsName,
        port,
        enabled: true,
        weight: 1,
        header: { host: [hostname] },
      },
    ],
  });
}

function expectations(context: StackContext): void {
  const { monitor: data, steering, zeroDowntimeFailover } = context.topology.edge.api;
  const check = 'cloudflare_load_balancer_monitor.health';
  context.expect(
    `${check}.interval == ${seconds(data.intervalMs)} && ` +
      `${check}.timeout == ${seconds(data.timeoutMs)} && ${check}.retries == ${data.retries}`,
    'regions are checked as the description says (E3)',
  );
  context.expect(
    `${check}.path == "${data.path}" && ${check}.expected_codes == "${data.expectedStatus}" && ` +
      `${check}.expected_body == ${JSON.stringify(data.expectedBody)}`,
    'a region is up when it says so in the words of the description (E3)',
  );
  const api = 'cloudflare_load_balancer.api';
  context.expect(
    `${api}.steering_policy == "${steering.policy}" && ` +
      `${api}.adaptive_routing.failover_across_pools == ${zeroDowntimeFailover.acrossPools}`,
    'requests are steered as the description says, and fail over to the other region (E2)',
  );
}
