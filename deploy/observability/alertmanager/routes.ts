import type { Topology } from '@tandem/topology';
import { labelsOfAlert } from '../rules/render.ts';
import { alertsOf, type Severity } from '../rules/rule.ts';
import { everyAlert } from '../rules/sets.ts';
import { RECEIVERS } from './config.ts';

/** An alert as Alertmanager gets it, and whom it must reach. */
export interface RouteTest {
  readonly labels: Readonly<Record<string, string>>;
  readonly receiver: string;
}

/** One for every alert that there is, and one for somebody else's alert, which must not be lost. */
export const routeTests = (topology: Topology): RouteTest[] => [
  ...everyAlert(topology).flatMap((set) =>
    alertsOf(set).map(({ alert, severity, expected }) => ({
      labels: { alertname: alert, ...expected[0], ...labelsOfAlert(severity) },
      receiver: receiverOf(severity),
    })),
  ),
  { labels: { alertname: 'SomebodyElse', severity: 'critical' }, receiver: RECEIVERS.ticket },
];

const receiverOf = (severity: Severity): string => RECEIVERS[severity];
