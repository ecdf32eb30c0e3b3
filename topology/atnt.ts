import { authentication } from './atnt/authentication.ts';
import { aws } from './atnt/aws.ts';
import { cloudflareAddresses } from './atnt/cloudflare.ts';
import { components } from './atnt/components.ts';
import { data } from './atnt/data.ts';
import { events } from './atnt/events.ts';
import {
  applet,
  audit,
  carrier,
  health,
  lease,
  maintenance,
  shutdown,
  smpp,
} from './atnt/operation.ts';
import { autoscaling, delivery, identity, observability } from './atnt/platform.ts';
import { workerGroups } from './atnt/worker-groups.ts';
import { workloads } from './atnt/workloads.ts';
import { DOCUMENT } from './document.ts';
import type { TopologyDraft } from './schema/topology.ts';
import { SECOND } from './time.ts';

const PRIMARY = 'us-east-1';
const STANDBY = 'us-west-2';

/** One subnet a zone and tier; most addresses go to the private tier, where the pods are. */
const subnets = (prefix: string) => ({
  public: [`${prefix}.0.0/24`, `${prefix}.1.0/24`, `${prefix}.2.0/24`],
  firewall: [`${prefix}.4.0/28`, `${prefix}.4.16/28`, `${prefix}.4.32/28`],
  private: [`${prefix}.32.0/19`, `${prefix}.64.0/19`, `${prefix}.96.0/19`],
  data: [`${prefix}.8.0/24`, `${prefix}.9.0/24`, `${prefix}.10.0/24`],
  transit: [`${prefix}.4.64/28`, `${prefix}.4.80/28`, `${prefix}.4.96/28`],
});

const regions: TopologyDraft['regions'] = [
  {
    rows: ['T1'],
    name: PRIMARY,
    role: 'active',
    code: 'use1',
    zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    network: {
      rows: ['A6'],
      vpcCidr: '10.16.0.0/16',
      serviceCidr: '172.20.0.0/16',
      subnets: subnets('10.16'),
    },
    transitGateway: { rows: ['A7'], amazonSideAsn: 64_512 },
    vpn: {
      rows: ['S7'],
      ours: 'The source names the routers only; addresses are of RFC 5737, replaced per deployment.',
      remoteCidrs: ['10.240.0.0/20'],
      routers: [
        {
          name: 'mikrotik-east-1',
          address: '203.0.113.10',
          managementAddress: '10.240.0.1',
          bgpAsn: 65_010,
        },
        {
          name: 'mikrotik-east-2',
          address: '203.0.113.11',
          managementAddress: '10.240.0.2',
          bgpAsn: 65_010,
        },
      ],
    },
  },
  {
    rows: ['T2'],
    name: STANDBY,
    role: 'passive',
    code: 'usw2',
    zones: ['us-west-2a', 'us-west-2b', 'us-west-2c'],
    network: {
      rows: ['A6'],
      vpcCidr: '10.32.0.0/16',
      serviceCidr: '172.21.0.0/16',
      subnets: subnets('10.32'),
    },
    transitGateway: { rows: ['A7'], amazonSideAsn: 64_513 },
    vpn: {
      rows: ['S7'],
      ours: 'The source names the routers only; addresses are of RFC 5737, replaced per deployment.',
      remoteCidrs: ['10.240.16.0/20'],
      routers: [
        {
          name: 'mikrotik-west-1',
          address: '203.0.113.20',
          managementAddress: '10.240.16.1',
          bgpAsn: 65_020,
        },
        {
          name: 'mikrotik-west-2',
          address: '203.0.113.21',
          managementAddress: '10.240.16.2',
          bgpAsn: 65_020,
        },
      ],
    },
  },
];

const api: TopologyDraft['edge']['api'] = {
  rows: ['E1'],
  provider: 'cloudflare',
  zone: 'unibeam.com',
  hostname: 'api.atnt.unibeam.com',
  aliases: ['api.us.unibeam.com'],
  port: 443,
  protection: { cdn: true, ddos: true, cacheApi: false },
  addresses: cloudflareAddresses,
  tlsMinimum: '1.2',
  rateLimit: {
    ours: 'Ten times what one customer may ask, who has few addresses: it stops floods, not customers.',
    periodMs: 10 * SECOND,
    requests: 100_000,
  },
  monitor: {
    rows: ['E3'],
    ...DOCUMENT.E3,
    consecutiveDown: 1,
    consecutiveUp: 1,
    protocol: 'https',
    method: 'GET',
    // Eastern and western North America, and one from without: an odd number has a majority.
    checkedFrom: ['ENAM', 'WNAM', 'WEU'],
  },
  steering: {
    rows: ['E2'],
    policy: 'least_outstanding_requests',
    // The policy chooses between pools by weight and requests in flight, not by distance: only weights
    // of 1 and 0 keep live traffic off the standby while both are healthy.
    pools: [
      { name: `api-${PRIMARY}`, region: PRIMARY, weight: 1 },
      { name: `api-${STANDBY}`, region: STANDBY, weight: 0 },
    ],
    fallbackPool: `api-${STANDBY}`,
    sessionAffinity: 'none',
  },
  // Cloudflare retries a request once, only when the origin could not be reached.
  zeroDowntimeFailover: { retries: 1, statuses: [521, 522, 523, 525, 526], acrossPools: true },
  patience: {
    ours:
      'Cloudflare, Connection limits: 15 s to connect, 100 s to respond. A client waits longer than the ' +
      'connection, or it is gone before the other region is asked.',
    connectTimeoutMs: 15 * SECOND,
    responseTimeoutMs: 100 * SECOND,
    clientTimeoutMs: 20 * SECOND,
  },
};

const accelerator: TopologyDraft['edge']['accelerator'] = {
  rows: ['A11', 'E4'],
  provider: 'aws-global-accelerator',
  addressType: 'dual-stack',
  addresses: {
    assignedBy: 'aws',
    ipv4: ['75.2.108.23', '3.33.243.63'],
    ipv6: ['2600:9000:a403:180c:6614:11ab:4d5b:1a99', '2600:9000:a700:38a5:62e0:1fe9:a8b5:4bc8'],
  },
  listener: { protocol: 'tcp', port: DOCUMENT.E5.port },
  clientAffinity: 'none',
  connections: {
    ours: 'Global Accelerator developer guide, How AWS Global Accelerator works: 340 s for TCP.',
    idleTimeoutMs: 340 * SECOND,
  },
  endpointGroups: [
    { region: PRIMARY, dialPercent: 100, endpointWeight: 128 },
    { region: STANDBY, dialPercent: 20, endpointWeight: 128 },
  ],
  healthCheck: { rows: ['E5'], appliesTo: ['accelerator', 'nlb-target-group'], ...DOCUMENT.E5 },
  endpointGroupHealthCheck: {
    intervalMs: DOCUMENT.E5.intervalMs,
    threshold: DOCUMENT.E5.threshold,
    protocol: DOCUMENT.E5.protocol,
    port: DOCUMENT.E5.port,
  },
};

/** The whole system as the description has it: profile `document`. */
export const atnt: TopologyDraft = {
  name: 'atnt',
  profile: 'document',
  regions,
  edge: { api, accelerator },
  aws,
  data,
  events,
  workloads,
  workerGroups,
  autoscaling,
  components,
  identity,
  observability,
  delivery,
  authentication,
  smpp,
  applet,
  shutdown,
  lease,
  health,
  audit,
  maintenance,
  carrier,
};
