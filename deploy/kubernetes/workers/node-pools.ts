import type { INodePool } from '@kubernetes-models/karpenter/karpenter.sh/v1/NodePool';
import type { RegionContext } from '../framework/context.ts';
import { type Manifest, rowed } from '../framework/spec.ts';
import { duration, gibibytes, seconds } from '../framework/units.ts';
import { type Group, karpenterGroups, rowsOf } from './node-classes.ts';

const CONSOLIDATION = {
  'when-empty': 'WhenEmpty',
  'when-empty-or-underutilized': 'WhenEmptyOrUnderutilized',
} as const;

export const nodePools = (context: RegionContext): Manifest[] =>
  karpenterGroups(context).map(([name, group]) => {
    const { topology, region } = context;
    const { nodeLabel } = topology.autoscaling.placement;
    const taints = context.placement(name).tolerations.map(({ key, value, effect }) => ({
      key,
      value,
      effect,
    }));
    return rowed<INodePool>(rowsOf(group), {
      apiVersion: 'karpenter.sh/v1',
      kind: 'NodePool',
      metadata: { name },
      spec: {
        template: {
          metadata: { labels: { [nodeLabel]: name } },
          spec: {
            nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name },
            taints,
            requirements: [
              isIn('kubernetes.io/os', ['linux']),
              isIn('kubernetes.io/arch', [topology.aws.ec2.imageArchitecture]),
              isIn('karpenter.sh/capacity-type', capacityOf(group)),
              isIn('node.kubernetes.io/instance-type', group.instanceTypes),
              isIn('topology.kubernetes.io/zone', region.zones),
            ],
            expireAfter: duration(group.expireAfterMs),
            // A pod that will not go must not keep a node for ever; longer than any grace of ours.
            terminationGracePeriod: duration(drainMs(context)),
          },
        },
        disruption: {
          consolidationPolicy: CONSOLIDATION[group.consolidation],
          consolidateAfter: duration(group.consolidateAfterMs),
          budgets: [{ nodes: String(group.disruptionBudgetNodes) }],
        },
        limits: limitsOf(context, group),
      },
    });
  });

/**
 * Karpenter takes the first that there is, the cheapest before. The controller that binds new pods to the load
 * balancers is on spot (row W3): when a region is lost, everybody's spot in the other one is asked for at once.
 */
const capacityOf = ({ capacity }: Group): readonly string[] =>
  capacity === 'spot' ? ['spot', 'on-demand'] : [capacity];

const isIn = (key: string, values: readonly string[]) => ({
  key,
  operator: 'In' as const,
  values: [...values],
});

/** Ten times the grace of one pod: they go one after the other where a budget says so. */
const drainMs = ({ topology }: RegionContext): number =>
  seconds(topology.shutdown.terminationGraceMs) * 10 * 1_000;

/** What the largest allowed number of the largest allowed nodes has. */
function limitsOf({ topology, region }: RegionContext, { instanceTypes, nodes }: Group) {
  const types = topology.aws.ec2.instanceTypes.filter(({ name }) => instanceTypes.includes(name));
  const largest = (field: 'vcpu' | 'memoryMib') => Math.max(...types.map((type) => type[field]));
  const { max } = nodes[region.role];
  return {
    cpu: String(largest('vcpu') * max),
    memory: gibibytes((largest('memoryMib') / 1_024) * max),
    nodes: String(max),
  };
}
