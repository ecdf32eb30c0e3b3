import { refuses } from './testing/seeds.ts';

refuses('networks', [
  {
    title: 'two regions with one network',
    set: { 'regions[1].network.vpcCidr': '10.16.128.0/17' },
    path: 'regions[1].network.vpcCidr',
    text: 'overlaps regions[0].network.vpcCidr (10.16.0.0/16)',
  },
  {
    title: 'a peered network inside a VPC',
    set: { 'data.redis.regions[0].cidr': '10.16.200.0/24' },
    path: 'data.redis.regions[0].cidr',
    text: 'overlaps regions[0].network.vpcCidr',
  },
  {
    title: 'service addresses inside the VPC',
    set: { 'regions[0].network.serviceCidr': '10.16.240.0/20' },
    path: 'regions[0].network.serviceCidr',
    text: 'overlaps regions[0].network.vpcCidr',
  },
  {
    title: 'overlapping subnets',
    set: { 'regions[0].network.subnets.data[0]': '10.16.0.0/24' },
    path: 'regions[0].network.subnets.data[0]',
    text: 'overlaps regions[0].network.subnets.public[0]',
  },
  {
    title: 'a subnet outside its VPC',
    set: { 'regions[0].network.subnets.data[0]': '10.99.0.0/24' },
    path: 'regions[0].network.subnets.data[0]',
    text: 'lies outside its VPC, 10.16.0.0/16',
  },
  {
    title: 'a network with host bits',
    set: { 'data.redis.regions[0].cidr': '10.64.0.7/24' },
    path: 'data.redis.regions[0].cidr',
    text: 'is not a network',
  },
]);
