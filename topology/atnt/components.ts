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
  secrets: [],
  ports: [],
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
  secrets: [],
  ports: [],
  ...extra,
});

const pods = (...ports: number[]): Component['ports'] =>
  ports.map((port) => ({ port, protocol: 'tcp', from: 'pods' }));
const udp = (port: number): Component['ports'] => [{ port, protocol: 'udp', from: 'pods' }];
const controlPlane = (port: number): Component['ports'] => [
  { port, protocol: 'tcp', from: 'control-plane' },
];

export const THANOS_GRPC_PORT = 10_901;
const THANOS_HTTP_PORT = 10_902;
/** HTTP, gRPC and the ring of members of Loki. */
const LOKI = pods(3_100, 9_095, 7_946);

const daemonset = { kind: 'daemonset' } as const;
const stateful = { kind: 'stateful' } as const;

/** Everything that runs beside the workloads: system applications, observability, delivery. */
export const components: TopologyDraft['components'] = [
  addon(['S1', 'P1'], 'eks-pod-identity-agent', 'temporary credentials for pods'),
  addon(['S2'], 'coredns', 'names inside the cluster', {
    kind: 'controller',
    workerGroup: 'monitor',
    ports: [...pods(53, 9_153), ...udp(53)],
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
    { aws: ['elasticloadbalancing', 'ec2'], ports: controlPlane(9_443) },
  ),
  app(['S7'], 'mktxp-exporter', 'monitoring', 'monitor', 'metrics of the IPsec routers', {
    secrets: ['routers/metrics'],
    ports: pods(49_090),
  }),
  app(['S8'], 'twistlock-defender', 'twistlock', 'every-node', 'protects containers at run time', {
    ...daemonset,
    secrets: [
      'twistlock/service-parameter',
      'twistlock/defender-ca.pem',
      'twistlock/defender-client-cert.pem',
      'twistlock/defender-client-key.pem',
    ],
  }),
  app(['S9', 'W3'], 'reflector', 'reflector', 'spot', 'copies secrets between namespaces'),
  app(['S10', 'W3'], 'strimzi', 'kafka', 'spot', 'operates Kafka', {
    // 8443: the agent in each broker, which the operator asks before it restarts one.
    ports: pods(8_080, 8_443, 9_090, 9_091, 9_404),
  }),
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
  app(['O4', 'W3'], 'grafana', 'monitoring', 'spot', 'dashboards', {
    aws: ['cloudwatch'],
    ports: pods(3_000),
  }),
  // The chart gives all of Loki one service account, that of `loki`, which may read the bucket.
  app(['W3', 'O1'], 'loki-querier', 'logging', 'spot', 'reads logs', { ports: LOKI }),
  app(['W3', 'O1'], 'loki-distributor', 'logging', 'spot', 'takes logs in', { ports: LOKI }),
  app(['W3'], 'argocd', 'argocd', 'spot', 'applies the manifests of this repository', {
    ports: pods(8_080, 8_081, 8_082, 8_083, 8_084, 5_556, 7_000),
  }),
  app(['W4'], 'argocd-redis', 'argocd', 'monitor', 'cache of ArgoCD, kept off spot', {
    ...stateful,
    ports: pods(6_379),
  }),
  app(
    ['W4', 'O2'],
    'kube-prometheus-stack',
    'monitoring',
    'monitor',
    'Prometheus and its operator',
    {
      ...stateful,
      // Its Thanos sidecar uploads.
      aws: ['s3'],
      buckets: [{ name: 'thanos', access: 'read-write' }],
      ports: [
        ...pods(9_090, 8_080, 9_100, THANOS_GRPC_PORT, THANOS_HTTP_PORT),
        ...controlPlane(10_250),
      ],
    },
  ),
  app(['W4', 'O4'], 'alertmanager', 'monitoring', 'monitor', 'routes alerts', {
    ...stateful,
    secrets: ['alerting/page', 'alerting/ticket', 'alerting/watchdog'],
    ports: [...pods(9_093, 9_094), ...udp(9_094)],
  }),
  app(['W4', 'O1'], 'loki', 'logging', 'monitor', 'keeps logs: ingester, index, compactor', {
    ...stateful,
    aws: ['s3'],
    buckets: [{ name: 'loki', access: 'read-write' }],
    ports: LOKI,
  }),
  app(['W4', 'O3'], 'thanos', 'monitoring', 'monitor', 'metrics of both regions, long term', {
    ...stateful,
    aws: ['s3'],
    buckets: [{ name: 'thanos', access: 'read-write' }],
    // Its configuration of the cache, whole: the password cannot be given by itself.
    secrets: ['results-cache/thanos'],
    ports: pods(THANOS_GRPC_PORT, THANOS_HTTP_PORT),
  }),
  app(['W4', 'O4'], 'promtail', 'logging', 'every-node', 'ships the logs of each node', {
    ...daemonset,
    ports: pods(3_101),
  }),
  app(['W4', 'T5'], 'karpenter', 'kube-system', 'monitor', 'provisions nodes', {
    aws: ['ec2', 'sqs', 'iam', 'pricing', 'ssm', 'eks'],
    ports: pods(8_080),
  }),
  app(['T4'], 'metrics-server', 'kube-system', 'monitor', 'CPU and memory for the autoscaler', {
    ports: controlPlane(10_250),
  }),
  app(['T4'], 'prometheus-adapter', 'monitoring', 'monitor', 'our metrics for the autoscaler', {
    ports: controlPlane(6_443),
  }),
  app(
    ['O3', 'A12'],
    'external-dns',
    'kube-system',
    'monitor',
    'names Thanos for the other region',
    {
      aws: ['route53'],
      ports: pods(7_979),
    },
  ),
  app(['O2'], 'cloudwatch-exporter', 'monitoring', 'monitor', 'CloudWatch as a source', {
    aws: ['cloudwatch'],
    ports: pods(9_106),
  }),
];
