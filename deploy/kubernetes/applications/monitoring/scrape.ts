import type { IScrapeConfig } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/ScrapeConfig';
import type { RegionContext } from '../../framework/context.ts';
import { type Manifest, rowed } from '../../framework/spec.ts';
import { MONITORING } from './names.ts';

/** Atlas, "Integrate with Prometheus": the credentials are of that integration alone. */
export const ATLAS_CREDENTIALS = 'atlas-metrics';

/** The data services as sources (row O2). An operator makes the one Secret that the operator of Prometheus asks for. */
export const dataServices = (context: RegionContext): Manifest[] => {
  const [host = ''] = context.endpoints.cache.split(':');
  // `redis-12000.internal.c1.…` is a database, `internal.c1.…` the cluster that shows its metrics.
  // Its metrics are of every database of the subscription.
  const cluster = host.replace(/^redis-\d+\./, '');
  return [
    rowed<IScrapeConfig>(['O2', 'D2'], {
      apiVersion: 'monitoring.coreos.com/v1alpha1',
      kind: 'ScrapeConfig',
      metadata: { name: 'redis-cloud', namespace: MONITORING },
      spec: {
        staticConfigs: [
          {
            targets: [`${cluster}:${context.topology.data.redis.metricsPort}`],
            labels: { job: 'redis-cloud' },
          },
        ],
        scheme: 'HTTPS',
        metricsPath: '/v2',
        scrapeInterval: '60s',
        // The endpoint shows the certificate of the cluster, which no public authority signed.
        tlsConfig: { insecureSkipVerify: true },
      },
    }),
    rowed<IScrapeConfig>(['O2', 'D1'], {
      apiVersion: 'monitoring.coreos.com/v1alpha1',
      kind: 'ScrapeConfig',
      metadata: { name: 'atlas', namespace: MONITORING },
      spec: {
        httpSDConfigs: [
          {
            url: `https://cloud.mongodb.com/prometheus/v1.0/groups/${context.release.atlasProjectId ?? 'unreleased'}/discovery?targetScheme=PRIVATE`,
            refreshInterval: '300s',
            basicAuth: basicAuth(),
          },
        ],
        scheme: 'HTTPS',
        scrapeInterval: '60s',
        basicAuth: basicAuth(),
      },
    }),
  ];
};

const basicAuth = () => ({
  username: { name: ATLAS_CREDENTIALS, key: 'username' },
  password: { name: ATLAS_CREDENTIALS, key: 'password' },
});
