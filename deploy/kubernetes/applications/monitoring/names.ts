/** Where everything that watches is. */
export const MONITORING = 'monitoring';

/** The configuration of the bucket of Thanos: it holds no secret, as pods have roles. */
export const OBJSTORE = 'thanos-objstore';
export const OBJSTORE_FILE = 'objstore.yml';
/** The other region's blocks, from the copy of them that is in the bucket of this region. */
export const OBJSTORE_COPIES_FILE = 'copies.yml';

/** Grafana's sidecar loads what carries it. */
export const DASHBOARD_LABEL = 'grafana_dashboard';

/** On rules of the ruler that sees every region; Prometheus leaves them alone. */
export const SCOPE_LABEL = 'tandem.unibeam.com/scope';

/** What the API server lets a ConfigMap have is 1 MiB; etcd and people are happier below. */
export const CONFIG_MAP_LIMIT = 256 * 1_024;
