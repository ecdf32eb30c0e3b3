import type { TopologyDraft } from '../schema/topology.ts';

export const eks: TopologyDraft['aws']['eks'] = {
  rows: ['A1'],
  version: '1.35',
  endpoint: 'private',
  controlPlaneLogs: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'],
  secretsEncryption: 'kms',
  // `aws eks describe-addon-versions --kubernetes-version 1.35` lists what a cluster takes.
  addons: [
    { component: 'eks-pod-identity-agent', version: 'v1.3.10-eksbuild.3' },
    { component: 'coredns', version: 'v1.13.2-eksbuild.1' },
    { component: 'vpc-cni', version: 'v1.21.1-eksbuild.3' },
    { component: 'kube-proxy', version: 'v1.35.0-eksbuild.2' },
    { component: 'aws-ebs-csi-driver', version: 'v1.57.1-eksbuild.1' },
  ],
  operators: [
    { name: 'admin', policy: 'AmazonEKSClusterAdminPolicy' },
    { name: 'viewer', policy: 'AmazonEKSAdminViewPolicy' },
  ],
};
