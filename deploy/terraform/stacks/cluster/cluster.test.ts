import { topologyFor } from '@tandem/topology';
import { describe, expect, it } from 'vitest';
import { render } from '../../framework/render.ts';
import { type JsonObject, objectAt } from '../../framework/tidy.ts';
import { statementsOf } from '../../policies/identity.ts';
import { global } from '../global/index.ts';
import { network } from '../network/index.ts';
import { storage } from '../storage/index.ts';
import { cluster } from './index.ts';

const topology = topologyFor('document');
const { stacks, manifest } = render(topology, [global, storage, network, cluster]);
const all = (type: string, region = 'us-east-1'): JsonObject =>
  objectAt(objectAt(stacks.get(`cluster-${region}`), 'resource'), type);
const one = (type: string, name: string) => objectAt(all(type), name);
const grantsOf = (name: string) => statementsOf(one('aws_iam_role_policy', `${name}_grants`));
const actionsOf = (name: string) => grantsOf(name).flatMap(({ Action }) => Action);

describe('the control plane', () => {
  const main = one('aws_eks_cluster', 'main');

  it('is reached from inside the VPC, by access entries', () => {
    expect(main).toMatchObject({
      vpc_config: { endpoint_private_access: true, endpoint_public_access: false },
      access_config: {
        authentication_mode: 'API',
        bootstrap_cluster_creator_admin_permissions: false,
      },
    });
    expect(one('aws_eks_access_policy_association', 'operator_admin_access')).toMatchObject({
      policy_arn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
      access_scope: { type: 'cluster' },
    });
  });

  it('encrypts secrets and logs everything', () => {
    expect(main).toMatchObject({ encryption_config: { resources: ['secrets'] } });
    expect(main.enabled_cluster_log_types).toHaveLength(5);
  });
});

describe('nodes', () => {
  it('of the managed group are those that Karpenter runs on, on arm64', () => {
    expect(Object.keys(all('aws_eks_node_group'))).toEqual(['monitor']);
    expect(one('aws_eks_node_group', 'monitor')).toMatchObject({
      ami_type: 'AL2023_ARM_64_STANDARD',
      instance_types: ['t4g.xlarge'],
      labels: { 'tandem.unibeam.com/worker-group': 'monitor' },
      scaling_config: { min_size: 3, max_size: 6 },
    });
  });

  it('wait for what makes them ready, and CoreDNS for them', () => {
    const { depends_on: before } = one('aws_eks_node_group', 'monitor');
    expect(before).toEqual(expect.arrayContaining(['aws_eks_addon.vpc_cni']));
    expect(before).not.toContain('aws_eks_addon.coredns');
    expect(one('aws_eks_addon', 'coredns').depends_on).toContain('aws_eks_node_group.monitor');
  });

  it('take a taint in the words of EKS', () => {
    const tainted = structuredClone(topology);
    Object.assign(tainted.workerGroups.monitor, { tainted: true });
    const changed = render(tainted, [global, storage, network, cluster]).stacks;
    const groups = objectAt(
      objectAt(changed.get('cluster-us-east-1'), 'resource'),
      'aws_eks_node_group',
    );
    expect(groups).toMatchObject({
      monitor: { taint: [{ effect: 'NO_SCHEDULE', value: 'monitor' }] },
    });
  });
});

describe('identities', () => {
  it('are one a workload and one a component that calls AWS or has secrets', () => {
    const calling = topology.components.filter(
      ({ aws, secrets }) => aws.length + secrets.length > 0,
    ).length;
    const workloads = Object.keys(topology.workloads).length;
    expect(Object.keys(all('aws_eks_pod_identity_association'))).toHaveLength(workloads + calling);
    expect(one('aws_eks_pod_identity_association', 'vpc_cni')).toMatchObject({
      namespace: 'kube-system',
      service_account: 'aws-node',
    });
  });

  it('are trusted from their own service account in their own cluster alone', () => {
    const [trust] = statementsOf(one('aws_iam_role', 'sms_role'));
    expect(trust?.Condition).toEqual({
      StringEquals: {
        'aws:RequestTag/eks-cluster-arn': expect.stringContaining('cluster/tandem-atnt-use1-eks'),
        'aws:RequestTag/kubernetes-namespace': 'tandem',
        'aws:RequestTag/kubernetes-service-account': 'sms',
      },
    });
  });

  it('read the secrets that their workload names, and no others', () => {
    const resources = grantsOf('sim')
      .flatMap(({ Resource }) => Resource)
      .map(String);
    const secrets = resources.filter((arn) => arn.includes(':secret:'));
    expect(secrets.map((arn) => arn.split(':secret:')[1])).toEqual([
      'tandem/applet-master-key-??????',
      'tandem/redis/sim-??????',
    ]);
  });

  it('have no policy when their workload needs nothing of AWS', () => {
    expect(all('aws_iam_role_policy')).not.toHaveProperty('timer_grants');
    expect(all('aws_eks_pod_identity_association')).toHaveProperty('timer');
  });

  it('write below the code of their region, and remove nothing that is locked', () => {
    const write = grantsOf('scheduled_jobs').find(({ Sid }) => Sid === 'WriteScheduledJobs');
    expect(JSON.stringify(write?.Resource)).toContain('audit-archive-us-east-1}/use1/*');
    expect(actionsOf('scheduled_jobs')).not.toContain('s3:DeleteObject');
    expect(actionsOf('audit')).not.toContain('s3:PutObject');
    expect(actionsOf('loki')).toContain('s3:DeleteObject');
    expect(actionsOf('loki_querier')).not.toContain('s3:PutObject');
  });

  it('set targets of load balancers, and make none', () => {
    const actions = actionsOf('aws_load_balancer_controller').map(String);
    expect(actions.filter((name) => name.startsWith('elasticloadbalancing:')).sort()).toEqual([
      'elasticloadbalancing:DeregisterTargets',
      'elasticloadbalancing:DescribeTags',
      'elasticloadbalancing:DescribeTargetGroupAttributes',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
      'elasticloadbalancing:RegisterTargets',
    ]);
  });
});

describe('Karpenter', () => {
  it('changes nothing in IAM, whose control plane may be lost with us-east-1', () => {
    const iam = actionsOf('karpenter')
      .map(String)
      .filter((name) => name.startsWith('iam:'));
    expect(iam).toEqual(['iam:PassRole', 'iam:GetInstanceProfile']);
  });

  it('starts and stops only what is tagged as its own', () => {
    for (const sid of ['Start', 'StartFromTemplate', 'Stop', 'TagWhatStarts']) {
      const condition = JSON.stringify(
        grantsOf('karpenter').find(({ Sid }) => Sid === sid)?.Condition,
      );
      expect(condition).toContain('kubernetes.io/cluster/tandem-atnt-use1-eks');
      expect(condition).toContain('karpenter.sh/nodepool');
    }
  });

  it('hears of every notice, from our own rules only', () => {
    expect(Object.keys(all('aws_cloudwatch_event_rule'))).toHaveLength(4);
    const [send] = statementsOf(one('aws_sqs_queue_policy', 'interruption_policy'));
    expect(send).toMatchObject({ Action: ['sqs:SendMessage'] });
    expect(JSON.stringify(send?.Condition)).toContain(
      'aws_cloudwatch_event_rule.spot_interruption.arn',
    );
  });
});

describe('the standby', () => {
  it('takes nothing from a stack of the active region', () => {
    const standby = manifest.stacks.find(({ name }) => name === 'cluster-us-west-2');
    const from = Object.keys(standby?.takes ?? {});
    expect(from).toEqual(['global', 'network-us-west-2', 'storage']);
    const homes = manifest.stacks.filter(({ name }) => from.includes(name));
    expect(homes.map(({ region }) => region)).toEqual(['us-west-2', 'us-west-2', 'us-west-2']);
  });
});
