import { refuses } from './testing/seeds.ts';

refuses('data services', [
  {
    title: 'automatic failover of a MongoDB in two regions',
    set: {
      'data.atlas.electable': [
        { region: 'us-east-1', nodes: 2, priority: 7 },
        { region: 'us-west-2', nodes: 2, priority: 6 },
      ],
    },
    path: 'data.atlas.promises.automaticFailover',
    text: 'MongoDB in 2 region(s) cannot promise it: the loss of us-east-1 leaves 2 of 4 votes, 3 elect',
    allowed: [false],
  },
  {
    title: 'RPO 0 of a MongoDB in two regions',
    set: {
      'data.atlas.electable': [
        { region: 'us-east-1', nodes: 3, priority: 7 },
        { region: 'us-west-2', nodes: 2, priority: 6 },
      ],
    },
    path: 'data.atlas.promises.rpoMs',
    text: 'MongoDB in 2 region(s) cannot promise RPO 0: 3 of 5 acknowledge a write',
  },
  {
    title: 'an even number of votes',
    set: { 'data.atlas.electable[2].nodes': 2 },
    path: 'data.atlas.electable',
    text: 'Atlas takes an odd number of electable nodes',
    allowed: [3, 5, 7],
  },
  {
    title: 'a primary preferred in the standby',
    set: { 'data.atlas.electable[1].priority': 8 },
    path: 'data.atlas.electable',
    text: 'the highest priority must be in the active region',
    allowed: ['us-east-1'],
  },
  {
    title: 'more copies than brokers',
    set: { 'events.replicationFactor': 4 },
    path: 'events.replicationFactor',
    text: 'there are only 3 brokers',
  },
  {
    title: 'more copies in sync than there are',
    set: { 'events.minInSyncReplicas': 4 },
    path: 'events.minInSyncReplicas',
    text: 'is over the replication factor of 3',
  },
  {
    title: 'all copies in sync',
    set: { 'events.minInSyncReplicas': 3 },
    path: 'events.minInSyncReplicas',
    text: 'one broker down would stop every write',
  },
  {
    title: 'an even quorum of controllers',
    set: { 'events.controllers': 2 },
    path: 'events.controllers',
    text: 'an odd number of controllers',
  },
  {
    title: 'fewer Kafka nodes than brokers',
    set: { 'workerGroups.kafka.nodes.passive.min': 2 },
    path: 'workerGroups.kafka.nodes.passive.min',
    text: 'must give each of the 3 brokers a node of its own',
  },
]);
