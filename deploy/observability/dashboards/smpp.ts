import type { Topology } from '@tandem/topology';
import { chart, type Dashboard, quantileOf, rateOf } from './panels.ts';

/** The links to the SMSC. */
export function smpp({ smpp: figures }: Topology): Dashboard {
  const room = figures.bindsPerRegion * figures.messagesPerSecondPerBind;
  return {
    uid: 'tandem-smpp',
    title: 'Tandem: SMPP',
    description: 'Binds, submits, throttling and receipts.',
    tags: ['carrier'],
    choices: [{ label: 'region', of: 'tandem_sms_bind_up' }],
    rows: [
      {
        title: 'Binds',
        panels: [
          chart(
            {
              title: 'Bound',
              description: `The pods of a warm region have ${figures.bindsPerRegion} together.`,
              unit: 'short',
            },
            ['sum by (region, pod) (tandem_sms_bind_up{region=~"$region"})', '{{region}} {{pod}}'],
          ),
          chart(
            {
              title: 'Binds that ended',
              description: 'A bind that comes and goes counts while it stands.',
              unit: 'ops',
            },
            [
              rateOf('tandem_sms_unbound_total{region=~"$region"}', 'region', 'bind'),
              '{{region}} {{bind}}',
            ],
          ),
          chart(
            {
              title: 'In flight',
              description: `A bind takes ${figures.window} at once.`,
              unit: 'short',
            },
            [
              'sum by (region, bind) (tandem_sms_bind_in_flight{region=~"$region"})',
              '{{region}} {{bind}}',
            ],
          ),
          chart(
            {
              title: 'Waiting for a bind',
              description: 'The autoscaler follows it.',
              unit: 'short',
            },
            ['sum by (region) (tandem_sms_queue_depth{region=~"$region"})', '{{region}}'],
          ),
        ],
      },
      {
        title: 'Submits',
        panels: [
          chart(
            {
              title: 'Submits',
              description: `The pods of a warm region may send ${room} a second together.`,
              unit: 'ops',
            },
            [
              rateOf('tandem_sms_submits_total{region=~"$region"}', 'region', 'result'),
              '{{region}} {{result}}',
            ],
          ),
          chart(
            {
              title: 'From the claim to the end at the SMSC',
              description: 'Retries included.',
              unit: 's',
            },
            [
              quantileOf(0.5, 'tandem_sms_submit_seconds', 'region=~"$region"', 'region'),
              'p50 {{region}}',
            ],
            [
              quantileOf(0.99, 'tandem_sms_submit_seconds', 'region=~"$region"', 'region'),
              'p99 {{region}}',
            ],
          ),
          chart({ title: 'Throttled', description: 'The agreed rate is used up.', unit: 'ops' }, [
            rateOf('tandem_sms_throttled_total{region=~"$region"}', 'region', 'bind'),
            '{{region}} {{bind}}',
          ]),
          chart(
            {
              title: 'Submitted again within an attempt',
              description: 'Refused for now, or never sent.',
              unit: 'ops',
            },
            [
              rateOf('tandem_sms_submit_retries_total{region=~"$region"}', 'region', 'reason'),
              '{{region}} {{reason}}',
            ],
          ),
        ],
      },
      {
        title: 'Receipts',
        panels: [
          chart(
            {
              title: 'Receipts',
              description: 'Unknown ones belong to another system, or came before their response.',
              unit: 'ops',
            },
            [
              rateOf('tandem_sms_receipts_total{region=~"$region"}', 'region', 'result'),
              '{{region}} {{result}}',
            ],
          ),
          chart(
            {
              title: 'States',
              description: 'What the SMSC says became of the wake-ups.',
              unit: 'ops',
            },
            [rateOf('tandem_sms_receipt_states_total{region=~"$region"}', 'state'), '{{state}}'],
          ),
          chart(
            {
              title: 'Without a receipt',
              description: 'A receipt may come in the other region: both are added up.',
              unit: 'percentunit',
            },
            [
              '1 - sum(rate(tandem_sms_receipts_total{result="joined"}[1h])) / sum(rate(tandem_sms_submits_total{result="accepted"}[1h]))',
              'gap',
            ],
          ),
        ],
      },
    ],
  };
}
