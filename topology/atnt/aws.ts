import { DOCUMENT } from '../document.ts';
import type { TopologyDraft } from '../schema/topology.ts';
import { DAY, MINUTE, SECOND } from '../time.ts';
import { eks } from './eks.ts';
import { logs, networkFirewall, vpcEndpoints } from './network.ts';
import { audit } from './operation.ts';
import { HTTP_PORT } from './workloads.ts';

/** No expiry. */
const KEPT = 0;
const UNLOCKED = 0;

export const aws: TopologyDraft['aws'] = {
  owner: 'unibeam-platform',
  eks,
  ec2: {
    rows: ['A2'],
    imageArchitecture: 'arm64',
    instanceTypes: [
      { name: 't4g.medium', vcpu: 2, memoryMib: 4_096, maxPods: 17 },
      { name: 't4g.large', vcpu: 2, memoryMib: 8_192, maxPods: 35 },
      { name: 't4g.xlarge', vcpu: 4, memoryMib: 16_384, maxPods: 58 },
      { name: 't4g.2xlarge', vcpu: 8, memoryMib: 32_768, maxPods: 58 },
    ],
  },
  ecr: {
    rows: ['A3'],
    repositories: ['tandem'],
    replicated: true,
    immutableTags: true,
    scanOnPush: true,
    keepImages: 50,
    untaggedAfterMs: 14 * DAY,
  },
  secretsManager: { rows: ['A4'], replicated: true, prefix: 'tandem/' },
  s3: {
    rows: ['A5'],
    buckets: [
      {
        name: 'audit-archive',
        purpose: 'sealed segments of the audit chain',
        replicated: true,
        encryption: 'kms',
        objectLock: 'compliance',
        lockedForMs: audit.retentionMs,
        expireAfterMs: KEPT,
      },
      {
        name: 'backups',
        purpose: 'daily export of the documents',
        replicated: true,
        encryption: 'kms',
        objectLock: 'governance',
        lockedForMs: 30 * DAY,
        expireAfterMs: 35 * DAY,
      },
      {
        name: 'loki',
        purpose: 'long-term logs',
        replicated: true,
        encryption: 'kms',
        objectLock: 'none',
        lockedForMs: UNLOCKED,
        expireAfterMs: 365 * DAY,
      },
      {
        name: 'thanos',
        purpose: 'long-term metrics of both regions',
        replicated: true,
        encryption: 'kms',
        objectLock: 'none',
        lockedForMs: UNLOCKED,
        expireAfterMs: KEPT,
      },
      {
        name: 'redis-backups',
        purpose: 'backups that Redis Cloud writes, outside of its own account',
        replicated: true,
        encryption: 'kms',
        objectLock: 'none',
        lockedForMs: UNLOCKED,
        expireAfterMs: 35 * DAY,
      },
      {
        name: 'edge-logs',
        purpose: 'access logs of the ALB',
        replicated: true,
        encryption: 's3',
        objectLock: 'none',
        lockedForMs: UNLOCKED,
        expireAfterMs: 90 * DAY,
      },
      {
        name: 'edge-trust',
        purpose: 'the authority that signs the client certificate of Cloudflare',
        replicated: true,
        encryption: 'kms',
        objectLock: 'none',
        lockedForMs: UNLOCKED,
        expireAfterMs: KEPT,
      },
    ],
  },
  vpcEndpoints,
  networkFirewall,
  logs,
  alb: {
    rows: ['A9'],
    listenerPort: 443,
    targets: [
      { workload: 'api', pathPrefix: '/', port: HTTP_PORT },
      { workload: 'dashboard', pathPrefix: '/dashboard', port: HTTP_PORT },
    ],
    tlsPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
    idleTimeoutMs: 60 * SECOND,
    deregistrationDelayMs: 30 * SECOND,
    healthCheck: {
      ours: 'The check of Cloudflare ends at the ALB; its targets need one of their own.',
      intervalMs: 10 * SECOND,
      timeoutMs: 5 * SECOND,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
    },
  },
  nlb: {
    rows: ['A10'],
    listenerPort: DOCUMENT.E5.port,
    // The accelerator is the only way in: AWS advises against a second one to the same endpoints.
    scheme: 'internal',
    workload: 'sim',
    targetPort: DOCUMENT.E5.port,
    // A dual-stack accelerator refuses an NLB with targets of type ip (docs/decisions/edge-on-aws.md).
    targetType: 'instance',
    nodePort: 30_506,
    preserveClientAddress: true,
    crossZone: true,
    // The default of an NLB for TCP; the applet's own idle time-out is shorter.
    idleTimeoutMs: 350 * SECOND,
    deregistrationDelayMs: 2 * MINUTE,
  },
  dns: { rows: ['A12'], privateZone: 'tandem.internal', sharedByRegions: true },
};
