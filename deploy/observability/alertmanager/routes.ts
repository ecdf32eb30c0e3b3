import type { Topology } from '@tandem/topology';
import { labelsOfAlert } from '../rules/render.ts';
import { alertsOf, type Severity } from '../rules/rule.ts';
import { everyAlert } from '../rules/sets.ts';
import { NOBODY, RECEIVERS } from './config.ts';

/** An alert as Alertmanager gets it, and whom it must reach. */
export interface RouteTest {
  readonly labels: Readonly<Record<string, string>>;
  readonly receiver: string;
}

/** One for every alert that there is, and one for each kind of alert of somebody else. */
export const routeTests = (topology: Topology): RouteTest[] => [
  ...everyAlert(topology).flatMap((set) =>
    alertsOf(set).map(({ alert, severity, expected }) => ({
      labels: { alertname: alert, ...expected[0], ...labelsOfAlert(severity) },
      receiver: receiverOf(severity),
    })),
  ),
  { labels: { alertname: 'SomebodyElse', severity: 'critical' }, receiver: RECEIVERS.ticket },
  // Of kube-prometheus-stack: the one must not pass for the proof that the pager is reached.
  { labels: { alertname: 'InfoInhibitor', severity: 'none' }, receiver: NOBODY },
  { labels: { alertname: 'CPUThrottlingHigh', severity: 'info' }, receiver: NOBODY },
];

const receiverOf = (severity: Severity): string => RECEIVERS[severity];
