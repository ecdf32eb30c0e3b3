import type { Topology } from '@tandem/topology';
import {
  chart,
  type Dashboard,
  number,
  type Panel,
  quantileOf,
  type Row,
  rateOf,
} from './panels.ts';

/** Everything at a glance: the regions stand side by side, the active one on the left. */
export function systemOverview(topology: Topology): Dashboard {
  const regions = topology.regions.map(({ name }) => name);
  const each = (panel: (region: string) => Panel): Panel[] =>
    regions.map((region) => ({ ...panel(region), width: 24 / regions.length }));
  const rows: Row[] = [
    {
      title: 'Regions',
      panels: regions.flatMap((region) => regionNumbers(topology, region)),
    },
    {
      title: 'Customers',
      panels: [
        ...each((region) =>
          chart(
            {
              title: `Requests, ${region}`,
              description: 'By status: 5xx is ours, 4xx the customer.',
              unit: 'reqps',
            },
            [
              rateOf(`tandem_api_requests_total{region="${region}",route=~"/v1/.*"}`, 'status'),
              '{{status}}',
            ],
          ),
        ),
        ...each((region) =>
          chart(
            {
              title: `Time to 202, ${region}`,
              description: 'Grows with the time documents take to confirm a write by a majority.',
              unit: 's',
            },
            ...[0.5, 0.99].map(
              (share) =>
                [
                  quantileOf(
                    share,
                    'tandem_api_request_seconds',
                    `region="${region}",route="/v1/approvals"`,
                  ),
                  `p${share * 100}`,
                ] as const,
            ),
          ),
        ),
      ],
    },
    {
      title: 'SIMs',
      panels: [
        ...each((region) =>
          chart(
            {
              title: `Time to the SIM, ${region}`,
              description:
                'From the request to its notification; above the wake allowance the popup gets shorter.',
              unit: 's',
            },
            ...[0.5, 0.95].map(
              (share) =>
                [
                  quantileOf(share, 'tandem_sim_poll_seconds', `region="${region}"`),
                  `p${share * 100}`,
                ] as const,
            ),
          ),
        ),
        ...each((region) =>
          chart(
            {
              title: `Wake-ups at the SMSC, ${region}`,
              description: 'What is not accepted costs an attempt.',
              unit: 'ops',
            },
            [rateOf(`tandem_sms_submits_total{region="${region}"}`, 'result'), '{{result}}'],
          ),
        ),
      ],
    },
    {
      title: 'Outcomes',
      panels: [
        chart(
          {
            title: 'Outcomes',
            description: 'NOT_AVAILABLE that grows alone points at SIMs that are not reached.',
            unit: 'ops',
          },
          [rateOf('tandem_scheduled_jobs_outcomes_total', 'response_type'), '{{response_type}}'],
        ),
        chart(
          {
            title: 'Outcomes of 24 hours, from documents',
            description: 'Of both regions, also of one that is lost; a minute old.',
            unit: 'short',
          },
          ['max by (response_type) (tandem_scheduled_jobs_outcomes_day)', '{{response_type}}'],
        ),
        chart(
          {
            title: 'Callbacks',
            description: 'Retries are the customer; dead is for us to look at.',
            unit: 'ops',
          },
          [
            rateOf('tandem_scheduled_jobs_callbacks_total', 'region', 'result'),
            '{{region}} {{result}}',
          ],
        ),
      ],
    },
  ];
  return {
    uid: 'tandem-system',
    title: 'Tandem: system',
    description: 'Both regions side by side.',
    tags: ['overview'],
    rows,
    epochs: true,
  };
}

function regionNumbers({ smpp }: Topology, region: string): Panel[] {
  const of = `region="${region}"`;
  return [
    number(
      {
        title: `${region} says UP`,
        description:
          'Processes that say UP, of those that report; none reports when a region is lost.',
        unit: 'percentunit',
        red: 1,
        lowIsBad: true,
      },
      `avg(tandem_health_up{${of}})`,
    ),
    number(
      {
        title: `${region}, active`,
        description: 'Whether it does the singleton work. One region of all does.',
        unit: 'short',
      },
      `max(tandem_scheduled_jobs_active{${of}})`,
    ),
    number(
      {
        title: `${region}, binds`,
        description: `A warm region has ${smpp.bindsPerRegion}, more when sms was scaled up.`,
        unit: 'short',
        red: smpp.bindsPerRegion,
        lowIsBad: true,
      },
      `sum(tandem_sms_bind_up{${of}})`,
    ),
  ];
}
