import { DOCUMENT } from '../document.ts';
import type { TopologyDraft } from '../schema/topology.ts';
import { THANOS_GRPC_PORT } from './components.ts';
import { data } from './data.ts';
import { carrier } from './operation.ts';
import { observability } from './platform.ts';

type Aws = TopologyDraft['aws'];

const ANYWHERE = ['0.0.0.0/0', '::/0'];
const ANYWHERE_IPV4 = ['0.0.0.0/0'];
/** The API of RouterOS over TLS. */
const ROUTER_API_PORT = 8_729;

const single = (port: number) => ({ from: port, to: port });

const THANOS = { answers: 'pods', ports: single(THANOS_GRPC_PORT) } as const;
const DOCUMENTS = { answers: 'documents', ports: data.atlas.ports } as const;

export const vpcEndpoints: Aws['vpcEndpoints'] = {
  rows: ['A6'],
  gateway: ['s3'],
  interface: [
    'ecr.api',
    'ecr.dkr',
    'sts',
    'secretsmanager',
    'eks',
    'eks-auth',
    'logs',
    'ec2',
    'sqs',
  ],
};

/** Server names; one that begins with a dot is every name below it. */
const SERVERS = [
  '.amazonaws.com',
  '.mongodb.net',
  '.redislabs.com',
  '.twistlock.com',
  // Registries, each with where it redirects to for the layers of an image.
  'public.ecr.aws',
  'd5l0dvt14r5h8.cloudfront.net',
  'quay.io',
  '.quay.io',
  'ghcr.io',
  'pkg-containers.githubusercontent.com',
  'registry.k8s.io',
  '.pkg.dev',
  'registry-1.docker.io',
  'auth.docker.io',
  'production.cloudflare.docker.com',
  // Manifests and charts, with where GitHub redirects to for the files of a release.
  'github.com',
  'release-assets.githubusercontent.com',
  'objects.githubusercontent.com',
  'aws.github.io',
  'grafana.github.io',
  'kubernetes-sigs.github.io',
  // Whom Alertmanager wakes, and where Atlas lists its metrics.
  observability.alerting.pager.hostname,
  'cloud.mongodb.com',
  carrier.mnoApi.hostname,
];

export const networkFirewall: Aws['networkFirewall'] = {
  rows: ['A8'],
  defaultAction: 'drop',
  alertLogs: true,
  flows: [
    {
      name: 'smpp',
      direction: 'egress',
      protocol: 'tcp',
      ports: [carrier.smsc.port],
      peers: carrier.smsc.addresses,
    },
    {
      name: 'sim',
      direction: 'ingress',
      protocol: 'tcp',
      ports: [DOCUMENT.E5.port],
      peers: ANYWHERE,
    },
    { name: 'api', direction: 'ingress', protocol: 'tcp', ports: [443], peers: ANYWHERE },
    { name: 'dns', direction: 'egress', protocol: 'udp', ports: [53], peers: ANYWHERE_IPV4 },
    { name: 'ntp', direction: 'egress', protocol: 'udp', ports: [123], peers: ANYWHERE_IPV4 },
    { name: 'https', direction: 'egress', protocol: 'tls', ports: [443], peers: SERVERS },
    {
      name: 'callbacks',
      direction: 'egress',
      protocol: 'tls',
      ports: [443],
      peers: carrier.callbackDomains,
    },
  ],
  transitFlows: [
    // Queriers of either region ask the stores of both (row O3).
    { name: 'thanos-out', from: 'region', to: 'other-regions', ...THANOS },
    { name: 'thanos-in', from: 'other-regions', to: 'region', ...THANOS },
    // The primary of the documents is reached through the endpoint of its own region (row D1).
    { name: 'documents-out', from: 'region', to: 'other-regions', ...DOCUMENTS },
    { name: 'documents-in', from: 'other-regions', to: 'region', ...DOCUMENTS },
    // mktxp-exporter asks the routers (row S7).
    {
      name: 'routers',
      from: 'region',
      to: 'routers',
      answers: 'router',
      ports: single(ROUTER_API_PORT),
    },
    // Operators reach the private endpoint of EKS from behind the routers.
    {
      name: 'operators',
      from: 'routers',
      to: 'region',
      answers: 'api-server',
      ports: single(443),
    },
  ],
};

export const logs: Aws['logs'] = {
  ours: 'Long enough to look into what is found a quarter later; what must be kept longer is in S3.',
  retentionDays: 90,
};
