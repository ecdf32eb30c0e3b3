import type { TopologyDraft } from '../schema/topology.ts';

type Component = TopologyDraft['components'][number];

const addon = (
  rows: Component['rows'],
  name: string,
  purpose: string,
  extra: Partial<Component> = {},
): Component => ({
  rows,
  name,
  purpose,
  delivery: 'eks-addon',
  kind: 'daemonset',
  namespace: 'kube-system',
  workerGroup: 'every-node',
  aws: [],
  buckets: [],
  ...extra,
});

const app = (
  rows: Component['rows'],
  name: string,
  namespace: string,
  workerGroup: string,
  purpose: string,
  extra: Partial<Component> = {},
): Component => ({
  rows,
  name,
  purpose,
  delivery: 'argocd',
  kind: 'controller',
  namespace,
  workerGroup,
  aws: [],
  buckets: [],
  ...extra,
});

const daemonset = { kind: 'daemonset' } as const;
const stateful = { kind: 'stateful' } as const;

/** Everything that runs beside the workloads: system applications, observability, delivery. */
export const components: TopologyDraft['components'] = [
  addon(['S1', 'P1'], 'eks-pod-identity-agent', 'temporary credentials for pods'),
  addon(['S2'], 'coredns', 'names inside the cluster', {
    kind: 'controller',
    workerGroup: 'monitor',
  }),
  addon(['S3'], 'vpc-cni', 'addresses of the VPC for pods', { aws: ['ec2'] }),
  addon(['S4'], 'kube-proxy', 'service addresses'),
  addon(['S5'], 'aws-ebs-csi-driver', 'EBS volumes', { aws: ['ec2', 'kms'] }),
  app(
    ['S6', 'W3'],
    'aws-load-balancer-controller',
    'kube-system',
    'spot',
    'binds pods to the target groups of the ALB and the NLB',
    { aws: ['elasticloadbalancing', 'ec2'] },
  ),
  app(['S7'], 'mktxp-exporter', 'monitoring', 'monitor', 'metrics of the IPsec routers'),
  app(
    ['S8'],
    'twistlock-defender',
    'twistlock',
    'every-node',
    'protects containers at run time',
    daemonset,
  ),
  app(['S9', 'W3'], 'reflector', 'reflector', 'spot', 'copies secrets between namespaces'),
  app(['S10', 'W3'], 'strimzi', 'kafka', 'spot', 'operates Kafka'),
  app(
    ['S11'],
    'secrets-store-csi-driver',
    'kube-system',
    'every-node',
    'mounts secrets as files',
    daemonset,
  ),
  app(
    ['S12', 'P3'],
    'secrets-store-csi-driver-provider-aws',
    'kube-system',
    'every-node',
    'reads Secrets Manager for the CSI driver',
    daemonset,
  ),
  app(['O4', 'W3'], 'grafana', 'monitoring', 'spot', 'dashboards', { aws: ['cloudwatch'] }),
  app(['W3', 'O1'], 'loki-querier', 'logging', 'spot', 'reads logs', {
    aws: ['s3'],
    buckets: ['loki'],
  }),
  app(['W3', 'O1'], 'loki-distributor', 'logging', 'spot', 'takes logs in'),
  app(['W3'], 'argocd', 'argocd', 'spot', 'applies the manifests of this repository'),
  app(['W4'], 'argocd-redis', 'argocd', 'monitor', 'cache of ArgoCD, kept off spot', stateful),
  app(
    ['W4', 'O2'],
    'kube-prometheus-stack',
    'monitoring',
    'monitor',
    'Prometheus and its operator',
    stateful,
  ),
  app(['W4', 'O4'], 'alertmanager', 'monitoring', 'monitor', 'routes alerts', stateful),
  app(['W4', 'O1'], 'loki', 'logging', 'monitor', 'keeps logs: ingester, index, compactor', {
    ...stateful,
    aws: ['s3'],
    buckets: ['loki'],
  }),
  app(['W4', 'O3'], 'thanos', 'monitoring', 'monitor', 'metrics of both regions, long term', {
    ...stateful,
    aws: ['s3'],
    buckets: ['thanos'],
  }),
  app(['W4', 'O4'], 'promtail', 'logging', 'every-node', 'ships the logs of each node', daemonset),
  app(['W4', 'T5'], 'karpenter', 'kube-system', 'monitor', 'provisions nodes', {
    aws: ['ec2', 'sqs', 'iam', 'pricing', 'ssm', 'eks'],
  }),
  app(['T4'], 'metrics-server', 'kube-system', 'monitor', 'CPU and memory for the autoscaler'),
  app(['T4'], 'prometheus-adapter', 'monitoring', 'monitor', 'our metrics for the autoscaler'),
  app(['O2'], 'cloudwatch-exporter', 'monitoring', 'monitor', 'CloudWatch as a source', {
    aws: ['cloudwatch'],
  }),
];
