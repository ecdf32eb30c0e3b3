import { activeRegion, type Topology } from '@tandem/topology';
import { type Alert, duration, type Group } from './rule.ts';

const active = (region: string, values: string) => ({
  series: `tandem_scheduled_jobs_active{region="${region}",pod="a"}`,
  values,
});
const epoch = (values: string) => ({
  series: 'tandem_scheduled_jobs_epoch{region="us-west-2",pod="a"}',
  values,
});
const health = (region: string, values: string) => ({
  series: `tandem_health_up{region="${region}",pod="a"}`,
  values,
});

const delivered = (region: string, values: string) => ({
  series: `alertmanager_notifications_total{region="${region}",pod="a",integration="pagerduty"}`,
  values,
});

/** What only somebody who sees every region can tell; asked in each region, so that one may be lost. */
export function bothRegionsRules(topology: Topology): Group {
  const { lease } = topology;
  const home = activeRegion(topology).name;
  const names = topology.regions.map(({ name }) => name);
  const takeOver = duration(2 * lease.durationMs + 2 * lease.renewEveryMs);
  const peer = '"peer", "$1", "region", "(.*)"';
  const rules: Alert[] = [
    {
      alert: 'RegionSilent',
      expr: names.map((name) => `absent(tandem_health_up{region="${name}"})`).join(' or '),
      for: '1m',
      severity: 'page',
      summary: 'No metric comes from {{ $labels.region }}: it is lost, or cut off from here',
      runbook: 'region-loss.md#how-you-know',
      expected: [{ region: 'us-east-1' }],
      fires: { input: [health('us-east-1', '1x3 stale'), health('us-west-2', '1x20')], at: '12m' },
      quiet: { input: [health('us-east-1', '0x20'), health('us-west-2', '1x20')], at: '12m' },
    },
    {
      // A region whose pager is not reached cannot say so; the other one sees it, and says it for both.
      alert: 'AlertsUndelivered',
      expr: `(${[
        'sum by (region) (increase(alertmanager_notifications_failed_total[10m])) > 0',
        ...names.map((name) => `absent(alertmanager_notifications_total{region="${name}"})`),
      ].join(' or ')}) and on (region) max by (region) (tandem_health_up)`,
      for: '10m',
      severity: 'page',
      summary: 'Alertmanager of {{ $labels.region }} does not reach the pager: its alerts are lost',
      runbook: 'platform.md#watchdog',
      expected: [{ region: 'us-east-1' }],
      fires: {
        input: [
          health('us-east-1', '1x40'),
          health('us-west-2', '1x40'),
          delivered('us-west-2', '0+1x40'),
        ],
        at: '30m',
      },
      quiet: {
        input: [
          health('us-east-1', '1x3 stale'),
          health('us-west-2', '1x40'),
          delivered('us-west-2', '0+1x40'),
        ],
        at: '30m',
      },
    },
    {
      alert: 'NoRegionActive',
      expr: '(sum(tandem_scheduled_jobs_active) or vector(0)) == 0',
      for: takeOver,
      severity: 'page',
      summary: 'No region does the singleton work, for longer than a promotion takes',
      runbook: 'region-loss.md#do',
      expected: [{}],
      fires: { input: [active('us-east-1', '1 0x10'), active('us-west-2', '0x10')], at: '5m' },
      quiet: { input: [active('us-east-1', '1 0x10'), active('us-west-2', '0 1x10')], at: '5m' },
    },
    {
      alert: 'TwoRegionsActive',
      expr: 'count(max by (region) (tandem_scheduled_jobs_active) == 1) > 1',
      for: duration(2 * lease.durationMs),
      severity: 'page',
      summary: 'Two regions say that they do the singleton work; the store refuses one of them',
      runbook: 'split-suspicion.md',
      expected: [{}],
      fires: { input: [active('us-east-1', '1x10'), active('us-west-2', '0 1x10')], at: '5m' },
      quiet: { input: [active('us-east-1', '1 0x10'), active('us-west-2', '0 1x10')], at: '5m' },
    },
    {
      alert: 'EpochChanged',
      expr: 'max(tandem_scheduled_jobs_epoch) > max(tandem_scheduled_jobs_epoch offset 10m)',
      severity: 'ticket',
      summary: 'Singleton work moved in the last ten minutes',
      runbook: 'region-loss.md#check',
      expected: [{}],
      fires: { input: [epoch('4x10 5x20')], at: '15m' },
      quiet: { input: [epoch('4x10 5x30')], at: '30m' },
    },
    {
      alert: 'EpochsKeepRising',
      expr: 'max(tandem_scheduled_jobs_epoch) - max(tandem_scheduled_jobs_epoch offset 1h) > 3',
      severity: 'page',
      summary: 'Singleton work moved more than three times in an hour',
      runbook: 'split-suspicion.md',
      expected: [{}],
      fires: { input: [epoch('4x60 5x5 6x5 7x5 8x20')], at: '80m', evaluated: '10m' },
      quiet: { input: [epoch('4x60 5x5 6x30')], at: '80m', evaluated: '10m' },
    },
    {
      alert: 'GuardRefused',
      expr: 'sum by (region, document) (increase(tandem_guard_refused_total[10m])) > 0',
      severity: 'ticket',
      summary:
        '{{ $labels.region }} tried to write {{ $labels.document }} under an old epoch, and was refused',
      runbook: 'split-suspicion.md',
      expected: [{ region: 'us-east-1', document: 'seal-us-east-1' }],
      fires: {
        input: [
          {
            series: 'tandem_guard_refused_total{region="us-east-1",document="seal-us-east-1"}',
            values: '0x5 1x10',
          },
        ],
        at: '10m',
      },
      quiet: {
        input: [
          {
            series: 'tandem_guard_refused_total{region="us-east-1",document="seal-us-east-1"}',
            values: '1x30',
          },
        ],
        at: '20m',
      },
    },
    {
      alert: 'AwayFromHome',
      expr: `max by (region) (tandem_scheduled_jobs_active{region!="${home}"}) == 1`,
      for: '1h',
      severity: 'ticket',
      summary: 'Singleton work is in {{ $labels.region }}: fail back when its home is well',
      runbook: 'failback.md',
      expected: [{ region: 'us-west-2' }],
      fires: { input: [active('us-west-2', '1x90')], at: '80m', evaluated: '10m' },
      quiet: {
        input: [active('us-west-2', '1x30 0x60'), active(home, '1x90')],
        at: '80m',
        evaluated: '10m',
      },
    },
    {
      alert: 'RegionCannotTakeOver',
      expr:
        'max by (peer) (tandem_region_peer_able) == 0' +
        ` unless on (peer) label_replace(max by (region) (tandem_region_drained) == 1, ${peer})`,
      for: '5m',
      severity: 'page',
      summary:
        '{{ $labels.peer }} could not take over now, as the other region sees it, and nobody drained it',
      runbook: 'take-over.md',
      expected: [{ peer: 'us-west-2' }],
      fires: {
        input: [
          {
            series: 'tandem_region_peer_able{region="us-east-1",pod="a",peer="us-west-2"}',
            values: '1 0x20',
          },
          { series: 'tandem_region_drained{region="us-west-2",pod="a"}', values: '0x20' },
        ],
        at: '10m',
      },
      quiet: {
        input: [
          {
            series: 'tandem_region_peer_able{region="us-east-1",pod="a",peer="us-west-2"}',
            values: '1 0x20',
          },
          { series: 'tandem_region_drained{region="us-west-2",pod="a"}', values: '1x20' },
        ],
        at: '10m',
      },
    },
    {
      alert: 'DrainedForLong',
      expr: 'max by (region) (tandem_region_drained) == 1',
      for: '4h',
      severity: 'ticket',
      summary: '{{ $labels.region }} has been drained for hours: was it forgotten?',
      runbook: 'take-over.md#drained',
      expected: [{ region: 'us-west-2' }],
      fires: {
        input: [{ series: 'tandem_region_drained{region="us-west-2",pod="a"}', values: '1x300' }],
        at: '290m',
        evaluated: '10m',
      },
      quiet: {
        input: [
          { series: 'tandem_region_drained{region="us-west-2",pod="a"}', values: '1x100 0x200' },
        ],
        at: '290m',
        evaluated: '10m',
      },
    },
    {
      alert: 'SmppUnboundEverywhere',
      expr: '(sum(tandem_sms_bind_up) or vector(0)) == 0',
      for: '30s',
      severity: 'page',
      summary: 'No region has a bind to the SMSC: authentications end NOT_AVAILABLE',
      runbook: 'smsc-loss.md#do',
      expected: [{}],
      fires: {
        input: [
          { series: 'tandem_sms_bind_up{region="us-east-1",bind="1"}', values: '1 0x10' },
          { series: 'tandem_sms_bind_up{region="us-west-2",bind="1"}', values: '1 stale' },
        ],
        at: '4m',
      },
      quiet: {
        input: [
          { series: 'tandem_sms_bind_up{region="us-east-1",bind="1"}', values: '1 0x10' },
          { series: 'tandem_sms_bind_up{region="us-west-2",bind="1"}', values: '1x10' },
        ],
        at: '4m',
      },
    },
    {
      alert: 'DlrGap',
      // A receipt comes on any bind of the account, also of the other region.
      expr:
        '1 - (sum(rate(tandem_sms_receipts_total{result="joined"}[1h])) or vector(0))' +
        ' / sum(rate(tandem_sms_submits_total{result="accepted"}[1h])) > 0.2' +
        ' and sum(rate(tandem_sms_submits_total{result="accepted"}[1h])) > 0.05',
      for: '15m',
      severity: 'ticket',
      summary: 'For more than a fifth of the wake-ups that the SMSC accepted no receipt comes',
      runbook: 'smsc-loss.md#receipts-are-missing',
      expected: [{}],
      fires: {
        input: [
          {
            series: 'tandem_sms_submits_total{region="us-east-1",result="accepted"}',
            values: '0+60x120',
          },
          {
            series: 'tandem_sms_receipts_total{region="us-west-2",result="unknown"}',
            values: '0+30x120',
          },
        ],
        at: '100m',
        evaluated: '10m',
      },
      quiet: {
        input: [
          {
            series: 'tandem_sms_submits_total{region="us-east-1",result="accepted"}',
            values: '0+60x120',
          },
          {
            series: 'tandem_sms_receipts_total{region="us-west-2",result="joined"}',
            values: '0+55x120',
          },
        ],
        at: '100m',
        evaluated: '10m',
      },
    },
  ];
  return { name: 'both-regions', rules };
}
