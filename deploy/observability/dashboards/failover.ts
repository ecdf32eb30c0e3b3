import type { Topology } from '@tandem/topology';
import { chart, type Dashboard, rateOf } from './panels.ts';

/** What a drill looks at, in the order in which a failover happens. */
export function failoverDrill(topology: Topology): Dashboard {
  const seconds = (topology.lease.durationMs + topology.lease.renewEveryMs) / 1_000;
  return {
    uid: 'tandem-failover',
    title: 'Tandem: failover drill',
    description:
      'Detection, decision, capacity, data and traffic of a failover, one under the other.',
    tags: ['drill'],
    epochs: true,
    rows: [
      {
        title: 'Detection',
        panels: [
          chart(
            {
              title: 'Says UP',
              description: 'A lost region has no line; one that is unable falls to 0.',
              unit: 'percentunit',
            },
            ['avg by (region) (tandem_health_up)', '{{region}}'],
          ),
          chart(
            {
              title: 'Able, as the other region sees it',
              description: 'Falls within seconds when a region is silent.',
              unit: 'short',
            },
            ['max by (peer) (tandem_region_peer_able)', '{{peer}}'],
          ),
          chart(
            {
              title: 'Stores and workloads that do not answer',
              description: 'Why a region says DOWN.',
              unit: 'short',
            },
            ['count by (region, probe) (tandem_health_probe_up == 0)', '{{region}} {{probe}}'],
          ),
          chart(
            {
              title: 'Targets of the load balancers that are not healthy',
              description: 'What the edge goes by.',
              unit: 'short',
            },
            [
              'max by (region, load_balancer) (aws_applicationelb_un_healthy_host_count_maximum)',
              'API {{region}}',
            ],
            [
              'max by (region, load_balancer) (aws_networkelb_un_healthy_host_count_maximum)',
              'applets {{region}}',
            ],
          ),
        ],
      },
      {
        title: 'Decision',
        panels: [
          chart(
            {
              title: 'Does the singleton work',
              description: `A promotion takes ${seconds} s at worst. Never two lines at 1.`,
              unit: 'short',
            },
            ['max by (region) (tandem_scheduled_jobs_active)', '{{region}}'],
          ),
          chart(
            {
              title: 'Epoch',
              description: 'Rises by one for each promotion and each failback.',
              unit: 'short',
            },
            ['max by (region) (tandem_scheduled_jobs_epoch)', '{{region}}'],
          ),
        ],
      },
      {
        title: 'Capacity',
        panels: [
          chart(
            {
              title: 'Pods',
              description: 'Grow in the surviving region when its load does.',
              unit: 'short',
            },
            [
              `sum by (region, deployment) (kube_deployment_status_replicas_available{namespace="${topology.identity.podIdentity.namespace}"})`,
              '{{region}} {{deployment}}',
            ],
          ),
          chart({ title: 'Binds', description: 'Both regions keep theirs warm.', unit: 'short' }, [
            'sum by (region) (tandem_sms_bind_up)',
            '{{region}}',
          ]),
        ],
      },
      {
        title: 'Data',
        panels: [
          chart(
            {
              title: 'Overdue',
              description: 'What the lost region owed is driven here.',
              unit: 's',
            },
            ['max by (region) (tandem_scheduled_jobs_overdue_seconds)', '{{region}}'],
          ),
          chart(
            { title: 'Driven again', description: 'Orphans of the lost region.', unit: 'ops' },
            [rateOf('tandem_scheduled_jobs_driven_total', 'region', 'what'), '{{region}} {{what}}'],
          ),
          chart(
            {
              title: 'Members of documents',
              description: '1 is the primary, 2 follows it.',
              unit: 'short',
            },
            ['max by (rs_nm, member_idx) (mongodb_members_state)', 'member {{member_idx}}'],
          ),
          chart(
            {
              title: 'Refused writes of an old epoch',
              description: 'The store keeps a returning region from doing the work twice.',
              unit: 'ops',
            },
            [rateOf('tandem_guard_refused_total', 'region'), '{{region}}'],
          ),
        ],
      },
      {
        title: 'Traffic',
        panels: [
          chart(
            {
              title: 'Requests',
              description: 'Moves to the surviving region, and back when the edge says so.',
              unit: 'reqps',
            },
            [rateOf('tandem_api_requests_total{route=~"/v1/.*"}', 'region'), '{{region}}'],
          ),
          chart(
            { title: 'Applets', description: 'Polls and answers.', unit: 'ops' },
            [rateOf('tandem_sim_polls_total', 'region'), 'polls {{region}}'],
            [rateOf('tandem_sim_answers_total', 'region'), 'answers {{region}}'],
          ),
        ],
      },
    ],
  };
}
