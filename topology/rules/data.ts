import type { Problem } from '../problem.ts';
import type { Topology } from '../schema/topology.ts';

const THIRD_SITE = 'give a third region an electable node, such as 2 + 2 + 1';

/**
 * A primary needs a majority of the votes, and an acknowledged write is on a majority of the members. So
 * no region may hold so many that the rest has no majority, or that a majority fits inside it.
 */
export function* atlasKeepsItsPromises({ data }: Topology): Iterable<Problem> {
  const { electable, promises } = data.atlas;
  const votes = electable.reduce((sum, { nodes }) => sum + nodes, 0);
  const majority = Math.floor(votes / 2) + 1;
  const regions = new Set(electable.map(({ region }) => region)).size;
  for (const { region, nodes } of electable) {
    if (promises.automaticFailover && votes - nodes < majority) {
      yield {
        path: 'data.atlas.promises.automaticFailover',
        value: true,
        message:
          `MongoDB in ${regions} region(s) cannot promise it: the loss of ${region} leaves ` +
          `${votes - nodes} of ${votes} votes, ${majority} elect a primary; ${THIRD_SITE}`,
        allowed: [false],
      };
    }
    if (promises.rpoMs === 0 && nodes >= majority) {
      yield {
        path: 'data.atlas.promises.rpoMs',
        value: 0,
        message:
          `MongoDB in ${regions} region(s) cannot promise RPO 0: ${majority} of ${votes} acknowledge ` +
          `a write, and all of them may be in ${region}; ${THIRD_SITE}`,
      };
    }
  }
  if (votes % 2 === 0 || votes > 7) {
    yield {
      path: 'data.atlas.electable',
      value: votes,
      message: 'Atlas takes an odd number of electable nodes',
      allowed: [3, 5, 7],
    };
  }
}

export function* primaryIsPreferredInTheActiveRegion(topology: Topology): Iterable<Problem> {
  const { electable } = topology.data.atlas;
  const highest = [...electable].sort((a, b) => b.priority - a.priority)[0];
  const active = topology.regions.find(({ role }) => role === 'active');
  if (highest === undefined || active === undefined || highest.region === active.name) return;
  yield {
    path: 'data.atlas.electable',
    value: highest.region,
    message:
      'the highest priority must be in the active region, or every write crosses the country',
    allowed: [active.name],
  };
}

export function* kafkaSurvivesOneBroker({ events, workerGroups }: Topology): Iterable<Problem> {
  const { brokers, controllers, replicationFactor, minInSyncReplicas } = events;
  if (replicationFactor > brokers) {
    yield {
      path: 'events.replicationFactor',
      value: replicationFactor,
      message: `there are only ${brokers} brokers to hold a copy each`,
    };
  }
  if (minInSyncReplicas > replicationFactor) {
    yield {
      path: 'events.minInSyncReplicas',
      value: minInSyncReplicas,
      message: `is over the replication factor of ${replicationFactor}: no write would be acknowledged`,
    };
  } else if (minInSyncReplicas === replicationFactor) {
    yield {
      path: 'events.minInSyncReplicas',
      value: minInSyncReplicas,
      message: `equals the replication factor: one broker down would stop every write`,
    };
  }
  if (controllers % 2 === 0) {
    yield {
      path: 'events.controllers',
      value: controllers,
      message: 'a KRaft quorum needs an odd number of controllers',
      allowed: [1, 3, 5],
    };
  }
  for (const role of ['active', 'passive'] as const) {
    const { min } = workerGroups.kafka.nodes[role];
    if (min >= brokers) continue;
    yield {
      path: `workerGroups.kafka.nodes.${role}.min`,
      value: min,
      message: `must give each of the ${brokers} brokers a node of its own`,
    };
  }
}
