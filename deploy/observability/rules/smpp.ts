import type { Topology } from '@tandem/topology';
import { type Alert, duration, type Group } from './rule.ts';

const MINUTE = 60_000;
const bind = (region: string, name: string, values: string) => ({
  series: `tandem_sms_bind_up{region="${region}",pod="sms-a",bind="${name}"}`,
  values,
});

/** Links to the SMSC, as one region sees them. */
export function smppRules({ smpp, workloads }: Topology): Group {
  // Two tries at the slowest pace of the re-bind.
  const down = duration(2 * smpp.reconnectMaxMs);
  const queueTarget = workloads.sms.scaling.find(({ source }) => source === 'pods')?.target ?? 0;
  const waitingFor = duration(2 * MINUTE);
  const rules: Alert[] = [
    {
      alert: 'SmppBindDown',
      expr: 'count by (region) (tandem_sms_bind_up == 0) > 0',
      for: down,
      severity: 'ticket',
      summary: 'A bind of {{ $labels.region }} to the SMSC does not come back',
      runbook: 'smsc-loss.md#how-you-know',
      expected: [{ region: 'us-east-1' }],
      fires: {
        input: [bind('us-east-1', '1', '1x3 0x10'), bind('us-east-1', '2', '1x20')],
        at: '8m',
      },
      quiet: {
        input: [bind('us-east-1', '1', '1x3 0 1x10'), bind('us-east-1', '2', '1x20')],
        at: '8m',
      },
    },
    {
      alert: 'SmppRegionUnbound',
      expr: 'sum by (region) (tandem_sms_bind_up) == 0',
      for: '30s',
      severity: 'page',
      summary: '{{ $labels.region }} has no bind to the SMSC: it wakes no SIM',
      runbook: 'smsc-loss.md#do',
      expected: [{ region: 'us-east-1' }],
      fires: {
        input: [bind('us-east-1', '1', '1 0x10'), bind('us-east-1', '2', '1 0x10')],
        at: '5m',
      },
      quiet: {
        input: [bind('us-east-1', '1', '1 0x10'), bind('us-east-1', '2', '1x10')],
        at: '5m',
      },
    },
    {
      alert: 'SmppThrottled',
      expr: 'sum by (region) (rate(tandem_sms_throttled_total[5m])) * 60 > 1',
      for: '10m',
      severity: 'ticket',
      summary:
        'The SMSC throttles {{ $labels.region }} more than once a minute: the agreed rate is used up',
      runbook: 'smsc-loss.md#throttled',
      expected: [{ region: 'us-east-1' }],
      fires: {
        input: [
          { series: 'tandem_sms_throttled_total{region="us-east-1",bind="1"}', values: '0+6x30' },
        ],
        at: '20m',
      },
      quiet: {
        input: [
          {
            series: 'tandem_sms_throttled_total{region="us-east-1",bind="1"}',
            values: '0x10 3x20',
          },
        ],
        at: '20m',
      },
    },
    {
      alert: 'WakeUpsWait',
      expr: `avg by (region) (tandem_sms_queue_depth) > ${queueTarget}`,
      for: waitingFor,
      severity: 'page',
      summary:
        'Wake-ups of {{ $labels.region }} wait for room on a bind longer than its autoscaler can mend',
      runbook: 'smsc-loss.md#check',
      expected: [{ region: 'us-east-1' }],
      fires: {
        input: [
          {
            series: 'tandem_sms_queue_depth{region="us-east-1",pod="sms-a"}',
            values: `${queueTarget * 2}x10`,
          },
          {
            series: 'tandem_sms_queue_depth{region="us-east-1",pod="sms-b"}',
            values: `${queueTarget}x10`,
          },
        ],
        at: '5m',
      },
      quiet: {
        input: [
          {
            series: 'tandem_sms_queue_depth{region="us-east-1",pod="sms-a"}',
            values: `${queueTarget * 2}x2 0x10`,
          },
        ],
        at: '5m',
      },
    },
    {
      alert: 'WakeUpsFail',
      expr:
        'sum by (region) (rate(tandem_sms_submits_total{result!="accepted"}[10m]))' +
        ' / sum by (region) (rate(tandem_sms_submits_total[10m])) > 0.05',
      for: '5m',
      severity: 'page',
      summary: 'The SMSC refuses or loses more than 5 % of the wake-ups of {{ $labels.region }}',
      runbook: 'smsc-loss.md#check',
      expected: [{ region: 'us-east-1' }],
      fires: {
        input: [
          {
            series: 'tandem_sms_submits_total{region="us-east-1",result="accepted"}',
            values: '0+90x40',
          },
          {
            series: 'tandem_sms_submits_total{region="us-east-1",result="refused"}',
            values: '0+10x40',
          },
        ],
        at: '30m',
      },
      quiet: {
        input: [
          {
            series: 'tandem_sms_submits_total{region="us-east-1",result="accepted"}',
            values: '0+90x40',
          },
          {
            series: 'tandem_sms_submits_total{region="us-east-1",result="timed-out"}',
            values: '0+2x40',
          },
        ],
        at: '30m',
      },
    },
  ];
  return { name: 'smpp', rules };
}
