import type { Topology, WorkloadName } from '@tandem/topology';
import type { EksCluster } from '#aws/eks-cluster';
import type { StackContext } from '../../framework/context.ts';
import type { StackSpec } from '../../framework/spec.ts';
import { operators } from './access.ts';
import { addonsBeforeNodes, addonsOnNodes } from './addons.ts';
import { serviceGrants } from './component-grants.ts';
import { eks } from './eks.ts';
import { expectations } from './expectations.ts';
import { type Reach, storedGrants, workloadGrants } from './grants.ts';
import { type Identity, podIdentity, serviceAccountOf } from './identity.ts';
import { interruptionQueue } from './interruption.ts';
import { karpenterGrants, karpenterNodes } from './karpenter.ts';
import { clusterKey } from './key.ts';
import { managedPolicy } from './managed-policy.ts';
import { nodeGroups } from './nodes.ts';
import { securityGroups } from './security-groups.ts';

export const cluster: StackSpec = {
  name: 'cluster',
  scope: 'region',
  purpose:
    'The Kubernetes of a region: control plane, the nodes that Karpenter runs on, add-ons, and one role ' +
    'for each workload and system application that calls AWS.',
  rows: ['A1', 'A2', 'S1', 'S2', 'S3', 'S4', 'S5', 'P1', 'P2', 'P3'],
  state: 'remote',
  build(context) {
    const network = context.takeRegional('network', {
      vpcId: 'string',
      privateSubnetIds: 'strings',
    });
    const subnetIds = network.privateSubnetIds;
    const key = clusterKey(context);
    const groups = securityGroups(context, network.vpcId);
    const made = eks(context, { key, groups, subnetIds });
    const queue = interruptionQueue(context);
    const nodes = karpenterNodes(context, made);
    const identities = systemIdentities(context, made, (component) =>
      component.name === 'karpenter' ? karpenterGrants(context, nodes, queue.arn) : [],
    );
    const workloads = workloadIdentities(context, made);
    const addons = {
      cluster: made,
      identityOf: (name: string) => identities.get(name)?.association,
    };
    const before = addonsBeforeNodes(context, addons);
    const managed = nodeGroups(context, { cluster: made, key, groups, subnetIds, after: before });
    addonsOnNodes(context, addons, managed);
    expectations(context);
    context.export({
      clusterName: made.name,
      clusterKeyArn: key.arn,
      nodeSecurityGroupId: groups.nodes.id,
      controlPlaneSecurityGroupId: groups.controlPlane.id,
      workloadRoleArns: roleArns(workloads),
      componentRoleArns: roleArns(identities),
      operatorRoleArns: operators(context, made),
      nodeInstanceProfileName: nodes.profile.name,
      interruptionQueueName: queue.name,
    });
  },
};

const roleArns = (identities: ReadonlyMap<string, Identity>): Record<string, string> =>
  Object.fromEntries([...identities].map(([name, { role }]) => [name, role.arn]));

/** The stacks that hold copies in every region say what the roles of this one reach. */
function reachOf(context: StackContext): Reach {
  const { bucketArns, storageKeyArns } = context.take('storage', {
    bucketArns: 'map',
    storageKeyArns: 'map',
  });
  const { secretsKeyArns } = context.take('global', { secretsKeyArns: 'map' });
  const { name } = context.region;
  return {
    bucketArn: (bucket) => bucketArns(`${bucket}-${name}`),
    storageKeyArn: storageKeyArns(name),
    secretsKeyArn: secretsKeyArns(name),
  };
}

function workloadIdentities(context: StackContext, made: EksCluster): Map<string, Identity> {
  const { namespace } = context.topology.identity.podIdentity;
  const reach = reachOf(context);
  const names = Object.keys(context.topology.workloads) as WorkloadName[];
  return new Map(
    names.map((name) => {
      const of = { name, namespace, serviceAccount: name };
      return [name, podIdentity(context, made, of, workloadGrants(context, name, reach))];
    }),
  );
}

type Component = Topology['components'][number];

/** What AWS itself maintains for its own add-ons. */
const MAINTAINED: Readonly<Record<string, { policy: string; why: string }>> = {
  'vpc-cni': {
    policy: 'AmazonEKS_CNI_Policy',
    why: 'The network interfaces of every node: AWS changes the list with the add-on.',
  },
  'aws-ebs-csi-driver': {
    policy: 'service-role/AmazonEBSCSIDriverPolicy',
    why: 'Disks that carry the tags of the driver: AWS changes the list with the add-on.',
  },
};

/** A system application that calls nothing of AWS has no role at all. */
function systemIdentities(
  context: StackContext,
  made: EksCluster,
  more: (component: Component) => ReturnType<typeof serviceGrants>,
): Map<string, Identity> {
  const reach = reachOf(context);
  const calling = context.topology.components.filter(
    ({ aws, secrets, delivery }) => aws.length > 0 || (delivery === 'argocd' && secrets.length > 0),
  );
  return new Map(
    calling.map((component) => {
      const { name, namespace } = component;
      const identity = podIdentity(
        context,
        made,
        { name, namespace, serviceAccount: serviceAccountOf(name) },
        [
          ...storedGrants(context, component, reach),
          ...serviceGrants(context, component),
          ...more(component),
        ],
      );
      const maintained = MAINTAINED[name];
      if (maintained !== undefined) {
        const { policy, why } = maintained;
        managedPolicy(context.for('P1', 'P2'), identity.role, policy, why);
      }
      return [name, identity];
    }),
  );
}
