import type { Topology } from '@tandem/topology';
import type { TerraformResource } from 'cdktn';
import { EksAddon } from '#aws/eks-addon';
import type { EksCluster } from '#aws/eks-cluster';
import type { StackContext } from '../../framework/context.ts';
import { variableName } from '../../framework/names.ts';

type Component = Topology['components'][number];

/** A daemonset that a node needs before it is ready is there before the first node; the rest wants nodes. */
const beforeNodes = ({ kind, name }: Component): boolean =>
  kind === 'daemonset' && name !== 'aws-ebs-csi-driver';

export interface AddonParts {
  readonly cluster: EksCluster;
  /** The identity of an add-on, where it has one: its pods ask for it when they start. */
  readonly identityOf: (name: string) => TerraformResource | undefined;
}

export function addonsBeforeNodes(context: StackContext, parts: AddonParts): EksAddon[] {
  return addonsOf(context)
    .filter(beforeNodes)
    .map((component) => addon(context, component, parts, []));
}

export function addonsOnNodes(
  context: StackContext,
  parts: AddonParts,
  nodes: readonly TerraformResource[],
): EksAddon[] {
  return addonsOf(context)
    .filter((component) => !beforeNodes(component))
    .map((component) => addon(context, component, parts, nodes));
}

const addonsOf = ({ topology }: StackContext): Component[] =>
  topology.components.filter(({ delivery }) => delivery === 'eks-addon');

function addon(
  context: StackContext,
  component: Component,
  { cluster, identityOf }: AddonParts,
  after: readonly TerraformResource[],
): EksAddon {
  const { name, rows } = component;
  const pinned = context.topology.aws.eks.addons.find((one) => one.component === name);
  if (pinned === undefined) throw new RangeError(`${name} has no version`);
  const identity = identityOf(name);
  const configuration = configurationOf(context, component);
  const made = new EksAddon(context.for(...rows), name, {
    clusterName: cluster.name,
    addonName: name,
    addonVersion: pinned.version,
    ...(configuration === undefined ? {} : { configurationValues: JSON.stringify(configuration) }),
    resolveConflictsOnCreate: 'OVERWRITE',
    resolveConflictsOnUpdate: 'OVERWRITE',
    dependsOn: [...after, ...(identity === undefined ? [] : [identity])],
  });
  const address = `aws_eks_addon.${variableName(name)}`;
  context.expect(`${address}.addon_version == "${pinned.version}"`, `${name} is the pinned one`);
  return made;
}

/** What we want of an add-on beside its defaults. */
function configurationOf({ topology }: StackContext, component: Component): object | undefined {
  const nodeSelector = { [topology.autoscaling.placement.nodeLabel]: 'monitor' };
  switch (component.name) {
    case 'vpc-cni':
      // Network policies of Kubernetes hold between pods, which share the security group of their node.
      return { enableNetworkPolicy: 'true' };
    case 'coredns':
      return { nodeSelector, autoScaling: { enabled: true, minReplicas: 3, maxReplicas: 10 } };
    case 'aws-ebs-csi-driver':
      return { controller: { nodeSelector } };
    default:
      return undefined;
  }
}
