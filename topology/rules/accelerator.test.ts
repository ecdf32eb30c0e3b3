import { refuses } from './testing/seeds.ts';

refuses('the accelerator and what is behind it', [
  {
    title: 'targets of type ip behind a dual-stack accelerator',
    set: { 'aws.nlb.targetType': 'ip' },
    path: 'aws.nlb.targetType',
    text: 'a dual-stack accelerator refuses an NLB with targets of type ip',
    allowed: ['instance'],
  },
  {
    title: 'IPv6 addresses of an accelerator that has IPv4 alone',
    set: { 'edge.accelerator.addressType': 'ipv4' },
    path: 'edge.accelerator.addressType',
    text: 'does not fit its 2 IPv6 addresses',
    allowed: ['dual-stack'],
  },
]);

refuses('locks of objects', [
  {
    title: 'a lock without a time',
    set: { 'aws.s3.buckets[0].lockedForMs': 0 },
    path: 'aws.s3.buckets[0].lockedForMs',
    text: 'does not fit the object lock compliance',
  },
  {
    title: 'a time without a lock',
    set: { 'aws.s3.buckets[2].lockedForMs': 86_400_000 },
    path: 'aws.s3.buckets[2].lockedForMs',
    text: 'does not fit the object lock none',
  },
  {
    title: 'objects that are locked for longer than they are kept',
    set: { 'aws.s3.buckets[1].lockedForMs': 36 * 86_400_000 },
    path: 'aws.s3.buckets[1].lockedForMs',
    text: 'is over expireAfterMs',
  },
]);
