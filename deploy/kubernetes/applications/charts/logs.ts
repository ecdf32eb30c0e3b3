import type { RegionContext } from '../../framework/context.ts';
import { type Chart, GP3, placed, sized } from '../chart.ts';

/** As Loki expands it. */
const fromEnvironment = (name: string): string => `\${${name}}`;
const HOUR_MS = 3_600_000;
const hours = (ms: number): string => `${ms / HOUR_MS}h`;
/** Loki takes a password from its environment only: an operator makes this Secret (docs/guides/gitops.md). */
const RESULTS_CACHE = {
  extraArgs: ['-config.expand-env=true'],
  extraEnv: [
    {
      name: 'RESULTS_CACHE_PASSWORD',
      valueFrom: { secretKeyRef: { name: 'results-cache', key: 'password' } },
    },
  ],
};

/** Loki, each part by itself: querier and distributor may go at any time, what keeps logs may not. */
export const loki: Chart = {
  name: 'loki',
  components: ['loki', 'loki-querier', 'loki-distributor'],
  project: 'observability',
  wave: 15,
  namespace: 'logging',
  repository: 'ghcr.io/grafana/helm-charts',
  chart: 'loki',
  version: '6.46.0',
  values: (context) => {
    const { loki: figures } = context.topology.observability;
    const kept = placed(context, 'loki');
    const claimed = (size: string) => ({
      enabled: true,
      claims: [{ name: 'data', accessModes: ['ReadWriteOnce'], size, storageClass: GP3 }],
    });
    const part = (replicas: number, cpu: string, memory: string) => ({
      replicas,
      maxUnavailable: 1,
      ...kept,
      ...sized(cpu, memory),
    });
    return {
      deploymentMode: 'Distributed',
      serviceAccount: { create: true, name: 'loki' },
      loki: {
        auth_enabled: false,
        commonConfig: { replication_factor: 3 },
        schemaConfig: {
          configs: [
            {
              from: '2026-01-01',
              store: 'tsdb',
              object_store: 's3',
              schema: 'v13',
              index: { prefix: 'index_', period: '24h' },
            },
          ],
        },
        storage: bucketOf(context),
        ingester: { chunk_encoding: 'snappy', wal: { enabled: true, dir: '/var/loki/wal' } },
        limits_config: { retention_period: hours(figures.longTerm.retentionMs) },
        // So long queries ask ingesters, which have it on EBS; older ones ask S3.
        querier: { query_ingesters_within: hours(figures.shortTerm.retentionMs) },
        compactor: { retention_enabled: true, delete_request_store: 's3' },
        query_range: {
          cache_results: true,
          results_cache: { cache: { redis: resultsCache(context) } },
        },
      },
      querier: {
        replicas: 2,
        maxUnavailable: 1,
        ...placed(context, 'loki-querier'),
        ...sized('250m', '512Mi'),
      },
      distributor: {
        replicas: 2,
        maxUnavailable: 1,
        ...placed(context, 'loki-distributor'),
        ...sized('100m', '256Mi'),
      },
      ingester: {
        ...part(3, '250m', '1Gi'),
        zoneAwareReplication: { enabled: false },
        persistence: claimed(`${figures.volumeGib}Gi`),
      },
      queryFrontend: {
        ...part(2, '100m', '256Mi'),
        ...RESULTS_CACHE,
      },
      queryScheduler: part(2, '50m', '128Mi'),
      indexGateway: {
        ...part(2, '100m', '512Mi'),
        persistence: { enabled: true, size: '10Gi', storageClass: GP3 },
      },
      compactor: { replicas: 1, ...kept, ...sized('100m', '512Mi'), persistence: claimed('10Gi') },
      ruler: { enabled: false },
      gateway: { enabled: false },
      // The results cache is Redis (row O2); chunks are on EBS with the ingesters.
      resultsCache: { enabled: false },
      chunksCache: { enabled: false },
      lokiCanary: { enabled: false },
      test: { enabled: false },
      minio: { enabled: false },
      monitoring: { serviceMonitor: { enabled: true } },
      // Modes that are not in use.
      read: { replicas: 0 },
      write: { replicas: 0 },
      backend: { replicas: 0 },
      singleBinary: { replicas: 0 },
    };
  },
};

/** A region writes below its own code alone, so that no copy of the other meets a write (stack `storage`). */
function bucketOf(context: RegionContext) {
  const bucket = context.bucketNamed(context.topology.observability.loki.bucket);
  return {
    type: 's3',
    use_thanos_objstore: true,
    bucketNames: { chunks: bucket, ruler: bucket, admin: bucket },
    object_store: {
      type: 's3',
      storage_prefix: context.region.code,
      s3: {
        region: context.region.name,
        endpoint: `s3.${context.region.name}.amazonaws.com`,
      },
    },
  };
}

const resultsCache = (context: RegionContext) => ({
  endpoint: context.endpoints.cache,
  username: 'results-cache',
  password: fromEnvironment('RESULTS_CACHE_PASSWORD'),
  tls_enabled: true,
  timeout: '500ms',
  expiration: '1h',
});
