import { type Region, regionalName, serviceAccountOf, type Topology } from '@tandem/topology';

/** As much of Terraform's stack `edge` of a region as the policies read. */
export const edgeStack = (topology: Topology, region: Region) => ({
  resource: {
    aws_lb_target_group: {
      ...Object.fromEntries(
        topology.aws.alb.targets.map(({ workload }) => [
          workload,
          { name: regionalName(topology, region, workload), target_type: 'ip' },
        ]),
      ),
      [topology.aws.nlb.workload]: {
        name: regionalName(topology, region, topology.aws.nlb.workload),
        target_type: topology.aws.nlb.targetType,
      },
    },
  },
});

/** As much of its stack `cluster`. */
export const clusterStack = (topology: Topology, region: Region) => ({
  resource: {
    aws_eks_pod_identity_association: Object.fromEntries([
      ...Object.keys(topology.workloads).map((name) => [
        name,
        { namespace: topology.identity.podIdentity.namespace, service_account: name },
      ]),
      ...topology.components
        .filter(({ aws, secrets }) => aws.length + secrets.length > 0)
        .map(({ name, namespace }) => [
          name,
          { namespace, service_account: serviceAccountOf(name) },
        ]),
    ]),
    aws_iam_instance_profile: {
      nodes: { name: regionalName(topology, region, 'karpenter-node') },
    },
    aws_security_group: {
      nodes: { tags: { 'karpenter.sh/discovery': regionalName(topology, region, 'eks') } },
    },
  },
});
