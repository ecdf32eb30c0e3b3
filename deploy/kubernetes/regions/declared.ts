/** What may differ between the regions, and why. The first that matches counts. */
export interface Declared {
  readonly kind: RegExp;
  readonly field: RegExp;
  readonly what: string;
  readonly why: string;
}

const ENV = String.raw`\.env\[(\w+)\]\.value$`;
const env = (...names: readonly string[]): RegExp =>
  new RegExp(ENV.replace('\\w+', names.join('|')));

export const DECLARED: readonly Declared[] = [
  {
    kind: /^HorizontalPodAutoscaler$/,
    field: /^spec\.(min|max)Replicas$/,
    what: 'replicas',
    why: 'The standby is warm at its own minimum and is scaled up as needed (T1, T2).',
  },
  {
    kind: /^NodePool$/,
    field: /^spec\.template\.spec\.requirements\[\d+\]\.values\[\d+\]$/,
    what: 'zones',
    why: 'Zones have the name of their region.',
  },
  {
    kind: /^EC2NodeClass$/,
    field: /^spec\.(instanceProfile|tags\.|(subnet|securityGroup)SelectorTerms\[\d+\]\.tags\.)/,
    what: 'names in the account, and the tag RegionRole',
    why: 'What Terraform makes in a region has the code of the region in its name.',
  },
  {
    kind: /^Deployment$/,
    field: /\.image$/,
    what: 'registry',
    why: 'An image is pulled from the registry of the same region (A3): the other may be lost.',
  },
  {
    kind: /^Deployment$/,
    field: /\.args\[\d+\]$/,
    what: '`--region`, and where Thanos finds the other one',
    why: 'A process is told which region it serves; both are visible from either (O3).',
  },
  {
    kind: /^Deployment$/,
    field: env('TANDEM_REGION', 'AWS_REGION'),
    what: 'region of the process, and of AWS',
    why: 'A process is told which region it serves, and asks the endpoints of AWS in it.',
  },
  {
    kind: /^Deployment$/,
    field: env('TANDEM_MONGODB_URL', 'TANDEM_REDIS_URL'),
    what: 'addresses of the data services',
    why: 'Each region has its own endpoints of Atlas and of Redis Cloud (D1, D2).',
  },
  {
    kind: /^Deployment$/,
    field: env('TANDEM_SMSC_HOST'),
    what: 'SMSC',
    why: 'Each region binds to an address of its own, as far as the operator has so many (T3).',
  },
  {
    kind: /^Deployment$/,
    field: env('TANDEM_AUDIT_BUCKET', 'TANDEM_BACKUP_BUCKET'),
    what: 'buckets',
    why: 'A region writes to its own bucket; S3 copies to the other (A5).',
  },
  {
    kind: /^SecretProviderClass$/,
    field: /^spec\.parameters\.region$/,
    what: 'region of Secrets Manager',
    why: 'Secrets are replicated, and read where the pod is (A4).',
  },
  {
    kind: /^TargetGroupBinding$/,
    field: /^spec\.targetGroupName$/,
    what: 'target group',
    why: 'A region has its own load balancers (A9, A10).',
  },
  {
    kind: /^NetworkPolicy$/,
    field: /\.ipBlock\.cidr$/,
    what: 'networks',
    why: 'The networks of the regions do not overlap (A6).',
  },
  {
    kind: /^Application$/,
    field: /^spec\.source\.(path|targetRevision)$/,
    what: 'branch and directory',
    why: 'Each region is applied from a branch of its own, so that a release reaches one region first.',
  },
  {
    kind: /^Application$/,
    field: /^spec\.source\.helm\.valuesObject\./,
    what: 'region, names in the account, buckets, addresses and zones in the values of charts',
    why: 'A chart names what Terraform made in its region, and labels what it writes with it (O1, O3).',
  },
  {
    kind: /^PrometheusRule$/,
    field: /\.expr$/,
    what: 'least numbers of pods in the alert WarmCapacityMissing',
    why: 'The standby is warm at its own minimum (T2).',
  },
  {
    kind: /^ConfigMap$/,
    field: /^data\.(objstore\.yml|copies\.yml|mktxp\.conf)$/,
    what: 'bucket and prefix of Thanos, routers of the region',
    why: 'A region writes below its own code and reads the copies below the other; its tunnels are its own (O3, S7).',
  },
  {
    kind: /^ScrapeConfig$/,
    field: /\.targets\[\d+\]$/,
    what: 'address of the metrics of the cache',
    why: 'Each region has its own endpoints of Redis Cloud (D2).',
  },
  {
    kind: /^DaemonSet$/,
    field: /\.env\[\w+\]\.value$/,
    what: 'name of the cluster',
    why: 'The Defender tells its Console where it runs (S8).',
  },
];
