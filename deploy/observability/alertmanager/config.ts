import type { Topology } from '@tandem/topology';
import { objectivesOf } from '../rules/objectives.ts';
import type { Severity } from '../rules/rule.ts';

/** Whom an alert reaches. */
export const RECEIVERS = {
  page: 'page',
  ticket: 'ticket',
  none: 'watchdog',
} as const satisfies Record<Severity, string>;

/** A receiver that does nothing. */
export const NOBODY = 'nobody';

/** Where the pod has the routing keys: files of the CSI driver, by their names in Secrets Manager. */
export const KEYS_DIR = '/etc/alertmanager/keys';
export const ALERTING_SECRETS = ['alerting/page', 'alerting/ticket', 'alerting/watchdog'] as const;

const keyFile = (receiver: string): string => `${KEYS_DIR}/alerting_${receiver}`;

const pager = (receiver: string, severity: string) => ({
  name: receiver,
  pagerduty_configs: [
    {
      routing_key_file: keyFile(receiver),
      severity,
      description: '{{ .CommonAnnotations.summary }}',
      details: { runbook: '{{ .CommonAnnotations.runbook }}' },
      send_resolved: receiver !== RECEIVERS.none,
    },
  ],
});

/**
 * The configuration of Alertmanager, the same in every region. What both regions' rulers tell has equal
 * labels, so that the pager takes the two for one.
 */
export const alertmanagerConfig = (topology: Topology) => ({
  global: { resolve_timeout: '5m' },
  route: {
    receiver: RECEIVERS.ticket,
    group_by: ['alertname', 'region'],
    group_wait: '30s',
    group_interval: '5m',
    repeat_interval: '12h',
    routes: [
      {
        matchers: ['alertname="Watchdog"'],
        receiver: RECEIVERS.none,
        group_wait: '0s',
        group_interval: '1m',
        repeat_interval: '5m',
      },
      // What kube-prometheus-stack tells to nobody: its notes, and the alert that only inhibits them.
      { matchers: ['severity=~"none|info"'], receiver: NOBODY },
      // Seconds count: the first of a group does not wait for others.
      {
        matchers: ['severity="page"'],
        receiver: RECEIVERS.page,
        group_wait: '5s',
        repeat_interval: '1h',
      },
      { matchers: ['severity="ticket"'], receiver: RECEIVERS.ticket },
    ],
  },
  inhibit_rules: [
    // A lost region has every ailment; the one alert that says so is enough.
    {
      source_matchers: ['alertname=~"RegionSilent|RegionDown"'],
      target_matchers: ['severity="ticket"'],
      equal: ['region'],
    },
    {
      source_matchers: ['alertname="SmppUnboundEverywhere"'],
      target_matchers: ['alertname=~"SmppRegionUnbound|SmppBindDown|WarmBindsMissing|WakeUpsWait"'],
    },
    {
      source_matchers: ['alertname="DocumentsUnreachable"'],
      target_matchers: ['alertname=~"DocumentsWithoutPrimary|RegionDown|OutcomesLate|OutboxLag"'],
      equal: ['region'],
    },
    // Of the same objective: one that burns fast says nothing of another that burns slowly.
    ...objectivesOf(topology).map(({ title }) => ({
      source_matchers: [`alertname="${title}ErrorBudgetBurnFast"`],
      target_matchers: [`alertname="${title}ErrorBudgetBurnSlow"`],
      equal: ['region'],
    })),
  ],
  receivers: [
    { name: NOBODY },
    pager(RECEIVERS.page, 'critical'),
    pager(RECEIVERS.ticket, 'warning'),
    pager(RECEIVERS.none, 'info'),
  ],
});
