import { refuses } from './testing/seeds.ts';

refuses('regions', [
  {
    title: 'two active regions',
    set: { 'regions[1].role': 'active' },
    path: 'regions',
    text: 'exactly one region must be active, us-east-1 and us-west-2 are',
  },
  {
    title: 'no active region',
    set: { 'regions[0].role': 'passive' },
    path: 'regions',
    text: 'exactly one region must be active, none is',
  },
  {
    title: 'an unknown region',
    set: { 'regions[1].name': 'us-west-9' },
    path: 'regions[1].name',
    text: 'is not a known region',
  },
  {
    title: 'a pool of a region that is not in the topology',
    set: { 'edge.api.steering.pools[0].region': 'eu-west-1' },
    path: 'edge.api.steering.pools[0].region',
    text: 'is not a known region',
    allowed: ['us-east-1', 'us-west-2'],
  },
  {
    title: 'a region without a replica of the cache',
    set: { 'data.redis.regions': [{ name: 'us-east-1', cidr: '10.64.0.0/24' }] },
    path: 'data.redis.regions',
    text: 'has no replica for us-west-2',
  },
  {
    title: 'an electable node where AWS has no region',
    set: { 'data.atlas.electable[2].region': 'us-middle-1' },
    path: 'data.atlas.electable[2].region',
    text: 'is not a known region',
  },
  {
    title: 'one zone',
    set: { 'regions[0].zones': ['us-east-1a'] },
    path: 'regions[0].zones',
    text: 'a region in one zone falls with it',
  },
  {
    title: 'a zone of another region',
    set: { 'regions[1].zones[2]': 'us-east-1c' },
    path: 'regions[1].zones[2]',
    text: 'is not a zone of us-west-2',
  },
  {
    title: 'a zone without a subnet',
    set: { 'regions[0].network.subnets.data': ['10.16.8.0/24'] },
    path: 'regions[0].network.subnets.data',
    text: 'needs one subnet a zone: 3',
  },
  {
    title: 'one region twice',
    set: { 'regions[1].name': 'us-east-1' },
    path: 'regions[1].name',
    text: 'is there twice',
  },
]);
