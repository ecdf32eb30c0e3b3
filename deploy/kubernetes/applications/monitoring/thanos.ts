import { duration } from '@tandem/observability';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { stringify } from 'yaml';
import type { RegionContext } from '../../framework/context.ts';
import { type Manifest, rowed } from '../../framework/spec.ts';
import { MONITORING, OBJSTORE, OBJSTORE_COPIES_FILE, OBJSTORE_FILE } from './names.ts';
import type { Program, Volume } from './pods.ts';
import { componentSecrets, secretsVolume } from './secrets.ts';
import { account, deployment, stateful } from './workloads.ts';

const IMAGE = 'quay.io/thanos/thanos:v0.40.1';
const GRPC = 10_901;
const HTTP = 10_902;
const BUCKET_DIR = '/etc/thanos/bucket';
const CACHE_DIR = '/etc/thanos/cache';
const DATA_DIR = '/var/thanos';

/** The name under which the Thanos of a region is found from the other one, in the zone that both have. */
export const thanosName = ({ topology }: RegionContext, region: string): string =>
  `thanos.${region}.${topology.aws.dns.privateZone}`;

/** A Service of this namespace, every pod of it. */
const pods = (service: string): string =>
  `--endpoint=dnssrv+_grpc._tcp.${service}.${MONITORING}.svc.cluster.local`;

const bucket: Volume = {
  source: { name: 'bucket', configMap: { name: OBJSTORE } },
  mountPath: BUCKET_DIR,
};
/** The disk of the pod's own claim. */
const data: Volume = { source: { name: 'data' }, mountPath: DATA_DIR, writable: true };

const program = (
  name: string,
  cpu: string,
  memory: string,
  args: readonly string[],
  more: Partial<Program> = {},
): Program => ({
  name: `thanos-${name}`,
  component: 'thanos',
  image: IMAGE,
  args: [
    name.replace(/-(own|copies)$/, '').replace('compact', 'compact'),
    '--log.format=json',
    ...args,
  ],
  ports: { grpc: GRPC, http: HTTP },
  cpu,
  memory,
  probes: { ready: '/-/ready', live: '/-/healthy', port: 'http' },
  ...more,
});

/**
 * Row O3. Each region asks its own Prometheus, its own blocks and the copies of the other's blocks; while the
 * other region lives, also that one's Prometheus through the transit gateway.
 */
export function thanos(context: RegionContext): Manifest[] {
  const { retentionMs } = context.topology.observability.thanos;
  const address = [`--http-address=0.0.0.0:${HTTP}`, `--grpc-address=0.0.0.0:${GRPC}`];
  const query = program('query', '250m', '512Mi', [
    ...address,
    '--query.replica-label=prometheus_replica',
    '--query.auto-downsampling',
    '--query.promql-engine=thanos',
    // The other region may be lost: what the rest knows is an answer.
    '--query.partial-response',
    pods('prometheus-thanos-discovery'),
    pods('thanos-store-own'),
    pods('thanos-store-copies'),
    pods('thanos-ruler-operated'),
    ...context.others.map(({ name }) => `--endpoint=dns+${thanosName(context, name)}:${GRPC}`),
  ]);
  const frontend = program(
    'query-frontend',
    '100m',
    '256Mi',
    [
      `--http-address=0.0.0.0:${HTTP}`,
      `--query-frontend.downstream-url=http://thanos-query.${MONITORING}.svc:${HTTP}`,
      '--query-range.split-interval=24h',
      '--query-range.partial-response',
      '--cache-compression-type=snappy',
      // Redis Cloud as the results cache (row O2). Its whole configuration is one secret, as it has the password in it.
      `--query-range.response-cache-config-file=${CACHE_DIR}/results-cache_thanos`,
    ],
    {
      ports: { http: HTTP },
      volumes: [{ source: secretsVolume('thanos'), mountPath: CACHE_DIR }],
    },
  );
  const store = (name: string, file: string) =>
    program(
      name,
      '100m',
      '512Mi',
      [
        ...address,
        `--data-dir=${DATA_DIR}`,
        `--objstore.config-file=${BUCKET_DIR}/${file}`,
        '--index-cache-size=200MB',
      ],
      { volumes: [bucket, data] },
    );
  const compact = program(
    'compact',
    '250m',
    '1Gi',
    [
      `--http-address=0.0.0.0:${HTTP}`,
      `--data-dir=${DATA_DIR}`,
      // Its own blocks alone: the other region's are that one's to compact, and are copied when they are.
      `--objstore.config-file=${BUCKET_DIR}/${OBJSTORE_FILE}`,
      '--wait',
      `--retention.resolution-raw=${duration(retentionMs.raw)}`,
      `--retention.resolution-5m=${duration(retentionMs.fiveMinutes)}`,
      `--retention.resolution-1h=${duration(retentionMs.oneHour)}`,
    ],
    { ports: { http: HTTP }, volumes: [bucket, data] },
  );
  return [
    account(context, 'thanos'),
    componentSecrets(context, 'thanos'),
    ...deployment(context, query, 2),
    ...deployment(context, frontend, 2),
    ...stateful(context, store('store-own', OBJSTORE_FILE), 2, 20),
    ...stateful(context, store('store-copies', OBJSTORE_COPIES_FILE), 1, 20),
    // Two compactors of one bucket would destroy each other's work.
    ...stateful(context, compact, 1, 50),
  ];
}

/** A region writes below its own code, and reads the copies below the others' (stack `storage`). */
export function buckets(context: RegionContext): Manifest {
  const { bucket: name } = context.topology.observability.thanos;
  const config = (prefix: string) =>
    stringify({
      type: 'S3',
      config: {
        bucket: context.bucketNamed(name),
        endpoint: `s3.${context.region.name}.amazonaws.com`,
        region: context.region.name,
        aws_sdk_auth: true,
      },
      prefix,
    });
  const [other] = context.others;
  return rowed<IConfigMap>(['O3', 'A5'], {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: OBJSTORE, namespace: MONITORING },
    data: {
      [OBJSTORE_FILE]: config(context.region.code),
      [OBJSTORE_COPIES_FILE]: config(other?.code ?? context.region.code),
    },
  });
}
