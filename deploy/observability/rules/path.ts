import type { Topology } from '@tandem/topology';
import type { Alert, Group } from './rule.ts';

const targetOf = (workload: Topology['workloads']['api'], metric: string): number =>
  workload.scaling.find((scaling) => scaling.metric === metric)?.target ?? 0;

/** The way of a request after it was accepted: what it owes, what it waits for. */
export function pathRules({ workloads, authentication }: Topology): Group {
  const waiting = 'tandem_scheduled_jobs_callbacks_waiting';
  const backlog = targetOf(workloads['scheduled-jobs'], waiting);
  const auditLag = targetOf(workloads.audit, 'tandem_audit_lag_seconds');
  // Every region drives what is stale, so twice that and a sweep mean that nobody does.
  const overdue = (3 * authentication.orphans.staleAfterMs) / 1_000;
  const rules: Alert[] = [
    {
      alert: 'CallbackBacklog',
      expr: `avg by (region) (${waiting}) > ${backlog}`,
      for: '5m',
      severity: 'page',
      summary:
        'Callbacks of {{ $labels.region }} wait for their turn longer than its autoscaler can mend',
      runbook: 'callbacks.md#backlog',
      expected: [{ region: 'us-east-1' }],
      fires: {
        input: [{ series: `${waiting}{region="us-east-1",pod="a"}`, values: `${backlog + 1}x20` }],
        at: '10m',
      },
      quiet: {
        input: [{ series: `${waiting}{region="us-east-1",pod="a"}`, values: `${backlog}x20` }],
        at: '10m',
      },
    },
    {
      alert: 'CallbacksDead',
      expr: 'sum by (region) (increase(tandem_scheduled_jobs_callbacks_total{result="dead"}[1h])) > 0',
      severity: 'ticket',
      summary:
        '{{ $labels.region }} gave up on callbacks in the last hour: they are in the dead-letter list',
      runbook: 'callbacks.md#dead-letters',
      expected: [{ region: 'us-east-1' }],
      fires: {
        input: [
          {
            series: 'tandem_scheduled_jobs_callbacks_total{region="us-east-1",result="dead"}',
            values: '0x10 1x20',
          },
        ],
        at: '30m',
      },
      quiet: {
        input: [
          {
            series: 'tandem_scheduled_jobs_callbacks_total{region="us-east-1",result="dead"}',
            values: '1x30',
          },
          {
            series: 'tandem_scheduled_jobs_callbacks_total{region="us-east-1",result="retried"}',
            values: '0+1x30',
          },
        ],
        at: '30m',
      },
    },
    {
      alert: 'OutboxLag',
      expr: `max by (region) (tandem_scheduled_jobs_overdue_seconds) > ${overdue}`,
      for: '1m',
      severity: 'page',
      summary:
        'What {{ $labels.region }} owes has been due for too long: events or callbacks are not driven',
      runbook: 'events.md#outbox',
      expected: [{ region: 'us-east-1' }],
      fires: {
        input: [
          {
            series: 'tandem_scheduled_jobs_overdue_seconds{region="us-east-1",pod="a"}',
            values: `0 ${overdue + 5}+60x5`,
          },
        ],
        at: '4m',
      },
      quiet: {
        input: [
          {
            series: 'tandem_scheduled_jobs_overdue_seconds{region="us-east-1",pod="a"}',
            values: `0 ${overdue}x5`,
          },
        ],
        at: '4m',
      },
    },
    {
      alert: 'EventsUnpublished',
      expr: 'sum by (region) (rate(tandem_ledger_unpublished_total[5m])) > 0',
      for: '5m',
      severity: 'ticket',
      summary:
        'The log of {{ $labels.region }} does not take events; they are published again by the drive',
      runbook: 'events.md#unpublished',
      expected: [{ region: 'us-east-1' }],
      fires: {
        input: [
          {
            series: 'tandem_ledger_unpublished_total{region="us-east-1",topic="trail"}',
            values: '0+3x20',
          },
        ],
        at: '12m',
      },
      quiet: {
        input: [
          {
            series: 'tandem_ledger_unpublished_total{region="us-east-1",topic="trail"}',
            values: '0 4x20',
          },
        ],
        at: '12m',
      },
    },
    {
      alert: 'EventsLag',
      expr: 'max by (region, group, topic) (tandem_events_lag_messages) > 1000',
      for: '5m',
      severity: 'page',
      summary: '{{ $labels.group }} of {{ $labels.region }} is behind in {{ $labels.topic }}',
      runbook: 'events.md#lag',
      expected: [{ region: 'us-east-1', group: 'mno', topic: 'transaction-accepted' }],
      fires: {
        input: [
          {
            series:
              'tandem_events_lag_messages{region="us-east-1",pod="a",group="mno",topic="transaction-accepted"}',
            values: '0+500x20',
          },
        ],
        at: '12m',
      },
      quiet: {
        input: [
          {
            series:
              'tandem_events_lag_messages{region="us-east-1",pod="a",group="mno",topic="transaction-accepted"}',
            values: '5000x3 0x20',
          },
        ],
        at: '12m',
      },
    },
    {
      alert: 'OperatorApiLeftAlone',
      expr: 'max by (region) (tandem_mno_operator_circuit_open) == 1',
      for: '2m',
      severity: 'ticket',
      summary:
        "The operator's API fails {{ $labels.region }}: authentications go on without SIM-swap and reachability",
      runbook: 'path.md#the-api-of-the-operator',
      expected: [{ region: 'us-east-1' }],
      fires: {
        input: [
          {
            series: 'tandem_mno_operator_circuit_open{region="us-east-1",pod="a"}',
            values: '1x10',
          },
        ],
        at: '5m',
      },
      quiet: {
        input: [
          {
            series: 'tandem_mno_operator_circuit_open{region="us-east-1",pod="a"}',
            values: '1 0x10',
          },
        ],
        at: '5m',
      },
    },
    {
      alert: 'OutcomesLate',
      expr: 'histogram_quantile(0.99, sum by (le, region) (rate(tandem_timer_lateness_seconds_bucket[5m]))) > 2.5',
      for: '5m',
      severity: 'page',
      summary: '{{ $labels.region }} decides transactions more than 2.5 s after their deadline',
      runbook: 'path.md#late-outcomes',
      expected: [{ region: 'us-east-1' }],
      fires: {
        input: [
          {
            series: 'tandem_timer_lateness_seconds_bucket{region="us-east-1",le="2.5"}',
            values: '0x20',
          },
          {
            series: 'tandem_timer_lateness_seconds_bucket{region="us-east-1",le="5"}',
            values: '0+60x20',
          },
          {
            series: 'tandem_timer_lateness_seconds_bucket{region="us-east-1",le="+Inf"}',
            values: '0+60x20',
          },
        ],
        at: '15m',
      },
      quiet: {
        input: [
          {
            series: 'tandem_timer_lateness_seconds_bucket{region="us-east-1",le="0.5"}',
            values: '0+60x20',
          },
          {
            series: 'tandem_timer_lateness_seconds_bucket{region="us-east-1",le="+Inf"}',
            values: '0+60x20',
          },
        ],
        at: '15m',
      },
    },
    {
      alert: 'AuditLag',
      expr: `histogram_quantile(0.95, sum by (le, region) (rate(tandem_audit_lag_seconds_bucket[5m]))) > ${auditLag}`,
      for: '10m',
      severity: 'ticket',
      summary: 'The audit chain of {{ $labels.region }} is behind its events',
      runbook: 'path.md#audit-lag',
      expected: [{ region: 'us-east-1' }],
      fires: {
        input: [
          {
            series: `tandem_audit_lag_seconds_bucket{region="us-east-1",le="${auditLag}"}`,
            values: '0x30',
          },
          {
            series: 'tandem_audit_lag_seconds_bucket{region="us-east-1",le="10"}',
            values: '0+60x30',
          },
          {
            series: 'tandem_audit_lag_seconds_bucket{region="us-east-1",le="+Inf"}',
            values: '0+60x30',
          },
        ],
        at: '25m',
      },
      quiet: {
        input: [
          {
            series: 'tandem_audit_lag_seconds_bucket{region="us-east-1",le="0.5"}',
            values: '0+60x30',
          },
          {
            series: 'tandem_audit_lag_seconds_bucket{region="us-east-1",le="+Inf"}',
            values: '0+60x30',
          },
        ],
        at: '25m',
      },
    },
    {
      alert: 'AuditChainBroken',
      expr: 'max by (chain) (tandem_audit_chain_broken) == 1',
      severity: 'page',
      summary: 'The audit chain of {{ $labels.chain }} is not what was appended',
      runbook: 'path.md#a-broken-audit-chain',
      expected: [{ chain: 'us-west-2' }],
      fires: {
        input: [
          {
            series: 'tandem_audit_chain_broken{region="us-east-1",chain="us-west-2"}',
            values: '0 1x5',
          },
        ],
        at: '3m',
      },
      quiet: {
        input: [
          {
            series: 'tandem_audit_chain_broken{region="us-east-1",chain="us-west-2"}',
            values: '0x5',
          },
        ],
        at: '3m',
      },
    },
    {
      alert: 'AppletPortClosed',
      expr: 'max by (region) (tandem_sim_listening) == 0 and on (region) max by (region) (tandem_region_drained) == 0',
      for: '1m',
      severity: 'page',
      summary:
        'No process of {{ $labels.region }} takes connections of applets, and nobody drained it',
      runbook: 'region-loss.md#check',
      expected: [{ region: 'us-east-1' }],
      fires: {
        input: [
          { series: 'tandem_sim_listening{region="us-east-1",pod="a"}', values: '1 0x10' },
          { series: 'tandem_region_drained{region="us-east-1",pod="a"}', values: '0x10' },
        ],
        at: '5m',
      },
      quiet: {
        input: [
          { series: 'tandem_sim_listening{region="us-east-1",pod="a"}', values: '1 0x10' },
          { series: 'tandem_region_drained{region="us-east-1",pod="a"}', values: '1x10' },
        ],
        at: '5m',
      },
    },
  ];
  return { name: 'path', rules };
}
