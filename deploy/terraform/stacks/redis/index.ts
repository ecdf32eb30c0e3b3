import { regionNamed } from '@tandem/topology';
import { ActiveActiveSubscription } from '#rediscloud/active-active-subscription';
import { ActiveActiveSubscriptionPeering } from '#rediscloud/active-active-subscription-peering';
import { ActiveActiveSubscriptionRegions } from '#rediscloud/active-active-subscription-regions';
import { RediscloudProvider } from '#rediscloud/provider';
import type { StackContext } from '../../framework/context.ts';
import { expression, type StackSpec } from '../../framework/spec.ts';
import { acl } from './acl.ts';
import { type Database, database, GIB_MIB } from './database.ts';

export const redis: StackSpec = {
  name: 'redis',
  scope: 'system',
  purpose:
    'The cache: one active-active database with a replica in each region, reached over a peering of that ' +
    'region alone. It is a mailbox and a hint, never an arbiter: the last writer wins in it.',
  rows: ['D2'],
  state: 'remote',
  build(context) {
    // The keys are in REDISCLOUD_ACCESS_KEY and REDISCLOUD_SECRET_KEY.
    new RediscloudProvider(context.stack, 'rediscloud', {});
    const subscription = subscriptionOf(context);
    const made = database(context, subscription);
    throughput(context, subscription, made);
    acl(context, subscription, made);
    const peerings = context.topology.data.redis.regions.map(({ name }) => [
      name,
      peering(context, subscription, name).awsPeeringId,
    ]);
    const addresses = context.topology.data.redis.regions.map(({ name }) => [
      name,
      expression(`${made.fqn}.private_endpoint["${name}"]`),
    ]);
    context.export({
      redisPeeringIds: Object.fromEntries(peerings),
      redisAddresses: Object.fromEntries(addresses),
    });
  },
};

function subscriptionOf(context: StackContext): ActiveActiveSubscription {
  const { redis: data } = context.topology.data;
  const payment = context.ask('redis_payment_method_id', {
    description: 'The id of the payment method at Redis Cloud.',
    sample: '1234',
  });
  return new ActiveActiveSubscription(context.for('D2'), 'subscription', {
    name: context.systemNamed('cache'),
    cloudProvider: 'AWS',
    paymentMethod: 'credit-card',
    paymentMethodId: payment.stringValue,
    publicEndpointAccess: false,
    // Redis Cloud sizes its machines by this when it makes the subscription, and ignores it afterwards.
    creationPlan: {
      datasetSizeInGb: data.memoryMib / GIB_MIB,
      quantity: 1,
      region: data.regions.map(({ name, cidr }) => ({
        region: name,
        networkingDeploymentCidr: cidr,
        writeOperationsPerSecond: data.operationsPerSecond,
        readOperationsPerSecond: data.operationsPerSecond,
      })),
    },
    lifecycle: { preventDestroy: true },
  });
}

function throughput(
  context: StackContext,
  subscription: ActiveActiveSubscription,
  made: Database,
): void {
  const { regions, operationsPerSecond } = context.topology.data.redis;
  new ActiveActiveSubscriptionRegions(context.for('D2'), 'regions', {
    subscriptionId: subscription.id,
    deleteRegions: false,
    region: regions.map(({ name, cidr }) => ({
      region: name,
      networkingDeploymentCidr: cidr,
      database: [
        {
          databaseId: made.dbId,
          databaseName: made.name,
          localWriteOperationsPerSecond: operationsPerSecond,
          localReadOperationsPerSecond: operationsPerSecond,
        },
      ],
    })),
  });
}

/** Asked for here, accepted by the stack data of the region. */
function peering(
  context: StackContext,
  subscription: ActiveActiveSubscription,
  name: string,
): ActiveActiveSubscriptionPeering {
  const region = regionNamed(context.topology, name);
  const { vpcId } = context.takeRegional('network', { vpcId: 'string' }, region);
  return new ActiveActiveSubscriptionPeering(context.for('D2'), `peering-${name}`, {
    subscriptionId: subscription.id,
    providerName: 'AWS',
    sourceRegion: name,
    destinationRegion: name,
    awsAccountId: context.accountId,
    vpcId,
    vpcCidr: region.network.vpcCidr,
  });
}
