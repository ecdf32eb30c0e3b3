import { refuses } from './testing/seeds.ts';

refuses('placement', [
  {
    title: 'a workload on an unknown worker group',
    set: { 'workloads.mno.workerGroup': 'general' },
    path: 'workloads.mno.workerGroup',
    text: 'is not a worker group that can hold it',
    allowed: ['unibeam', 'kafka', 'spot', 'monitor'],
  },
  {
    title: 'a component on an unknown worker group',
    set: { 'components[1].workerGroup': 'general' },
    path: 'components[1].workerGroup',
    text: 'is not a worker group that can hold it',
  },
  {
    title: 'a daemonset on one group',
    set: { 'components[0].workerGroup': 'spot' },
    path: 'components[0].workerGroup',
    text: 'is not a worker group that can hold it',
    allowed: ['every-node'],
  },
  {
    title: 'state on spot nodes',
    set: { 'components[1].kind': 'stateful', 'components[1].workerGroup': 'spot' },
    path: 'components[1].workerGroup',
    text: 'coredns keeps state',
    allowed: ['unibeam', 'kafka', 'monitor'],
  },
  {
    title: 'an instance type of another architecture than the images',
    set: { 'workerGroups.unibeam.instanceTypes[0]': 'm5.large' },
    path: 'workerGroups.unibeam.instanceTypes[0]',
    text: 'is amd64 while the images are arm64',
  },
  {
    title: 'images of another architecture than the instances',
    set: { 'aws.ec2.imageArchitecture': 'amd64' },
    path: 'workerGroups.spot.instanceTypes[1]',
    text: 'is arm64 while the images are amd64',
  },
  {
    title: 'an instance type of unknown size',
    set: { 'workerGroups.kafka.instanceTypes[0]': 'c7gn.large' },
    path: 'workerGroups.kafka.instanceTypes[0]',
    text: 'is not in aws.ec2.instanceTypes',
  },
  {
    title: 'brokers on an unknown worker group',
    set: { 'events.workerGroup': 'brokers' },
    path: 'events.workerGroup',
    text: 'is not a worker group that can hold it',
    allowed: ['unibeam', 'kafka', 'spot', 'monitor'],
  },
  {
    title: 'an add-on with no version',
    set: { 'aws.eks.addons': [{ component: 'coredns', version: 'v1.13.2-eksbuild.1' }] },
    path: 'aws.eks.addons',
    text: 'pins no version of eks-pod-identity-agent, vpc-cni, kube-proxy, aws-ebs-csi-driver',
  },
  {
    title: 'the version of something that is no add-on',
    set: { 'aws.eks.addons[1].component': 'karpenter' },
    path: 'aws.eks.addons[1].component',
    text: 'is not an add-on among the components',
  },
]);
