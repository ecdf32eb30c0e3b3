import type { Topology } from '@tandem/topology';
import { type Alert, duration, type Group, type Region } from './rule.ts';

const up = (probe: string, values: string) => ({
  series: `tandem_health_probe_up{region="us-east-1",pod="a",probe="${probe}"}`,
  values,
});

/** Whether this region serves, and whether it could serve for the other one too. */
export function regionRules(topology: Topology, region: Region): Group {
  const { smpp, data } = topology;
  const namespace = topology.identity.podIdentity.namespace;
  const lag = 100 * data.redis.replicationLagMs;
  const short = Object.entries(topology.workloads).map(([name, { replicas }]) => {
    const least = replicas[region.role].min;
    const available = `kube_deployment_status_replicas_available{namespace="${namespace}",deployment="${name}"}`;
    return `${available} < ${least}`;
  });
  const api = topology.workloads.api.replicas[region.role].min;
  const apiPods = `kube_deployment_status_replicas_available{namespace="${namespace}",deployment="api"}`;
  const rules: Alert[] = [
    {
      alert: 'RegionDown',
      expr: 'max by (region) (tandem_health_up) == 0 and on (region) max by (region) (tandem_region_drained) == 0',
      for: '1m',
      severity: 'page',
      summary: 'Every process of {{ $labels.region }} says DOWN, and nobody drained it',
      runbook: 'region-loss.md#how-you-know',
      expected: [{ region: 'us-east-1' }],
      fires: {
        input: [
          { series: 'tandem_health_up{region="us-east-1",pod="a"}', values: '1 0x10' },
          { series: 'tandem_region_drained{region="us-east-1",pod="a"}', values: '0x10' },
        ],
        at: '5m',
      },
      quiet: {
        input: [
          { series: 'tandem_health_up{region="us-east-1",pod="a"}', values: '1 0x10' },
          { series: 'tandem_region_drained{region="us-east-1",pod="a"}', values: '1x10' },
        ],
        at: '5m',
      },
    },
    {
      alert: 'DocumentsUnreachable',
      expr: 'max by (region) (tandem_health_probe_up{probe="documents"}) == 0',
      for: '30s',
      severity: 'page',
      summary:
        '{{ $labels.region }} cannot reach documents: it accepts nothing, and could not take over',
      runbook: 'data.md#documents',
      expected: [{ region: 'us-east-1' }],
      fires: { input: [up('documents', '1 0x10')], at: '4m' },
      quiet: { input: [up('documents', '1x10'), up('cache', '0x10')], at: '1m' },
    },
    {
      alert: 'DocumentsWithoutPrimary',
      expr: 'max by (region) (tandem_health_probe_up{probe="documents-primary"}) == 0',
      for: duration(5 * data.atlas.electionMs),
      severity: 'page',
      summary:
        '{{ $labels.region }} sees no primary of documents for longer than an election takes',
      runbook: 'data.md#documents',
      expected: [{ region: 'us-east-1' }],
      fires: { input: [up('documents-primary', '1 0x10')], at: '5m' },
      quiet: { input: [up('documents-primary', '1 0 1x10')], at: '5m' },
    },
    {
      alert: 'CacheUnreachable',
      expr: 'max by (region) (tandem_health_probe_up{probe="cache"}) == 0',
      for: '2m',
      severity: 'ticket',
      summary: '{{ $labels.region }} cannot reach the cache: documents answer instead, more slowly',
      runbook: 'data.md#cache',
      expected: [{ region: 'us-east-1' }],
      fires: { input: [up('cache', '1 0x10')], at: '5m' },
      quiet: { input: [up('cache', '1 0 1x10')], at: '5m' },
    },
    {
      alert: 'CacheReplicationLag',
      expr: `max by (db) (database_syncer_lag_ms) > ${lag}`,
      for: '5m',
      severity: 'ticket',
      summary: 'The cache of the other region arrives here seconds late: more polls read documents',
      runbook: 'data.md#cache',
      expected: [{ db: '1' }],
      fires: {
        input: [
          { series: 'database_syncer_lag_ms{db="1",syncer_type="crdt"}', values: `${lag + 1}x20` },
        ],
        at: '10m',
      },
      quiet: {
        input: [
          { series: 'database_syncer_lag_ms{db="1",syncer_type="crdt"}', values: `${lag}x20` },
        ],
        at: '10m',
      },
    },
    {
      alert: 'DocumentsMemberDown',
      expr: 'min by (rs_nm, member_idx) (mongodb_members_health) == 0',
      for: '5m',
      severity: 'ticket',
      summary: 'Member {{ $labels.member_idx }} of documents is down: fewer losses can be survived',
      runbook: 'data.md#documents',
      expected: [{ rs_nm: 'rs0', member_idx: '2' }],
      fires: {
        input: [{ series: 'mongodb_members_health{rs_nm="rs0",member_idx="2"}', values: '0x20' }],
        at: '10m',
      },
      quiet: {
        input: [
          { series: 'mongodb_members_health{rs_nm="rs0",member_idx="2"}', values: '0x2 1x20' },
        ],
        at: '10m',
      },
    },
    {
      alert: 'WarmCapacityMissing',
      expr: short.join(' or '),
      for: '10m',
      severity: 'ticket',
      summary: 'Fewer pods of {{ $labels.deployment }} are available than this region keeps warm',
      runbook: 'take-over.md#pods',
      expected: [{ namespace, deployment: 'api' }],
      fires: { input: [{ series: apiPods, values: `${api - 1}x20` }], at: '15m' },
      quiet: { input: [{ series: apiPods, values: `${api - 1}x5 ${api}x20` }], at: '15m' },
    },
    {
      alert: 'WarmBindsMissing',
      expr: `sum by (region) (tandem_sms_bind_up) < ${smpp.bindsPerRegion}`,
      for: '5m',
      severity: 'ticket',
      summary: '{{ $labels.region }} has too few binds to wake the SIMs of both regions',
      runbook: 'take-over.md#binds',
      expected: [{ region: 'us-east-1' }],
      fires: {
        input: [{ series: 'tandem_sms_bind_up{region="us-east-1",bind="1"}', values: '1x20' }],
        at: '10m',
      },
      quiet: {
        input: Array.from({ length: smpp.bindsPerRegion }, (_, index) => ({
          series: `tandem_sms_bind_up{region="us-east-1",bind="${index + 1}"}`,
          values: '1x20',
        })),
        at: '10m',
      },
    },
    {
      alert: 'ClockSkew',
      expr: 'max by (region) (abs(tandem_clock_skew_seconds)) > 1',
      for: '10m',
      severity: 'ticket',
      summary:
        'A machine of {{ $labels.region }} is more than a second off; nothing is decided by it, but logs are',
      runbook: 'platform.md#clocks',
      expected: [{ region: 'us-east-1' }],
      fires: {
        input: [
          { series: 'tandem_clock_skew_seconds{region="us-east-1",pod="a"}', values: '-3x20' },
        ],
        at: '15m',
      },
      quiet: {
        input: [
          { series: 'tandem_clock_skew_seconds{region="us-east-1",pod="a"}', values: '0.2x20' },
        ],
        at: '15m',
      },
    },
  ];
  return { name: 'region', rules };
}
