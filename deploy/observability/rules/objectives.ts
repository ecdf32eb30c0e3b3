import type { Topology } from '@tandem/topology';
import { duration } from './rule.ts';

/** What is promised, and how much of it failed in a window. */
export interface Objective {
  /** Part of the names of its recording rules. */
  readonly name: string;
  /** Part of the names of its alerts. */
  readonly title: string;
  readonly what: string;
  readonly target: number;
  readonly bad: (window: string) => string;
  readonly total: (window: string) => string;
  readonly runbook: string;
  /** Series of a test in which all is bad, and in which all is good. */
  readonly failing: readonly string[];
  readonly serving: readonly string[];
}

const CUSTOMER_ROUTES = 'route=~"/v1/.*|/oauth2/token"';

const rate = (selector: string, window: string): string =>
  `sum by (region) (rate(${selector}[${window}]))`;

/** Of all of them together; one that never was is left out. */
const rates = (selectors: readonly string[], window: string): string =>
  `sum by (region) (${selectors.map((one) => `rate(${one}[${window}])`).join(' or ')})`;

/** A series that never was counts as none, so that a ratio is 0 and not unknown. */
const orNone = (bad: string, total: string): string => `(${bad} or 0 * ${total})`;

/** Of the series in tests. */
const API = 'region="us-east-1",route="/v1/approvals"';
const SIM = 'region="us-east-1"';

const seconds = (ms: number): string => String(ms / 1_000);

export function objectivesOf({ observability }: Topology): Objective[] {
  const { api, apiLatency, sim, timeToSim } = observability.objectives;
  const requests = (window: string) =>
    rate(`tandem_api_requests_total{${CUSTOMER_ROUTES}}`, window);
  const refused = [
    'tandem_sim_refusals_total{code=~"UNAVAILABLE|INTERNAL"}',
    'tandem_sim_connections_refused_total',
  ];
  const exchanges = ['tandem_sim_polls_total', 'tandem_sim_answers_total', ...refused];
  const slowerThan = (histogram: string, matchers: string, withinMs: number) => {
    const inner = (suffix: string, extra: string, window: string) => {
      const all = [matchers, extra].filter((part) => part !== '').join(',');
      return rate(`${histogram}_${suffix}${all === '' ? '' : `{${all}}`}`, window);
    };
    const bucket = `le="${seconds(withinMs)}"`;
    return {
      bad: (window: string) =>
        `(${inner('count', '', window)} - ${inner('bucket', bucket, window)})`,
      total: (window: string) => inner('count', '', window),
    };
  };
  const histogramOf = (name: string, labels: string, withinMs: number, fast: boolean) => [
    `${name}_count{${labels}}`,
    ...(fast ? [`${name}_bucket{${labels},le="${seconds(withinMs)}"}`] : []),
  ];
  const never = (name: string, labels: string, withinMs: number) =>
    `${name}_bucket{${labels},le="${seconds(withinMs)}"}`;
  return [
    {
      name: 'api',
      title: 'Api',
      what: 'requests of customers end in an error of ours',
      target: api,
      bad: (window) =>
        orNone(
          rate(`tandem_api_requests_total{${CUSTOMER_ROUTES},status=~"5.."}`, window),
          requests(window),
        ),
      total: requests,
      runbook: 'objectives.md#api',
      failing: [
        'tandem_api_requests_total{region="us-east-1",route="/v1/approvals",method="POST",status="503"}',
      ],
      serving: [
        'tandem_api_requests_total{region="us-east-1",route="/v1/approvals",method="POST",status="202"}',
      ],
    },
    {
      name: 'api_latency',
      title: 'ApiLatency',
      what: `requests of customers take longer than ${duration(apiLatency.withinMs)}`,
      target: apiLatency.share,
      ...slowerThan('tandem_api_request_seconds', 'route=~"/v1/.*"', apiLatency.withinMs),
      runbook: 'objectives.md#api-latency',
      failing: [
        ...histogramOf('tandem_api_request_seconds', API, apiLatency.withinMs, false),
        `ZERO ${never('tandem_api_request_seconds', API, apiLatency.withinMs)}`,
      ],
      serving: histogramOf('tandem_api_request_seconds', API, apiLatency.withinMs, true),
    },
    {
      name: 'sim',
      title: 'Sim',
      what: 'exchanges with applets end in an error of ours',
      target: sim,
      bad: (window) => orNone(rates(refused, window), rates(exchanges, window)),
      total: (window) => rates(exchanges, window),
      runbook: 'objectives.md#sim',
      failing: [
        // Nothing else: a counter that has not counted yet is no series, and hides the others in a sum.
        'tandem_sim_refusals_total{region="us-east-1",code="UNAVAILABLE"}',
      ],
      serving: [
        'tandem_sim_polls_total{region="us-east-1",result="mailbox"}',
        'tandem_sim_answers_total{region="us-east-1",status="00",result="recorded"}',
        'ZERO tandem_sim_connections_refused_total{region="us-east-1"}',
      ],
    },
    {
      name: 'time_to_sim',
      title: 'TimeToSim',
      what: `notifications reach the SIM later than ${duration(timeToSim.withinMs)} after the request`,
      target: timeToSim.share,
      ...slowerThan('tandem_sim_poll_seconds', '', timeToSim.withinMs),
      runbook: 'objectives.md#time-to-sim',
      failing: [
        ...histogramOf('tandem_sim_poll_seconds', SIM, timeToSim.withinMs, false),
        `ZERO ${never('tandem_sim_poll_seconds', SIM, timeToSim.withinMs)}`,
      ],
      serving: histogramOf('tandem_sim_poll_seconds', SIM, timeToSim.withinMs, true),
    },
  ];
}
