import type { IEC2NodeClass } from '@kubernetes-models/karpenter/karpenter.k8s.aws/v1/EC2NodeClass';
import type { RowId } from '@tandem/topology';
import type { RegionContext, WorkerGroup } from '../framework/context.ts';
import { type Manifest, rowed } from '../framework/spec.ts';
import { gibibytes } from '../framework/units.ts';

export type Group = RegionContext['topology']['workerGroups'][WorkerGroup];

/** Those that Terraform does not make: it makes the one that Karpenter itself runs on. */
export function karpenterGroups(context: RegionContext): [WorkerGroup, Group][] {
  const groups = Object.entries(context.topology.workerGroups) as [WorkerGroup, Group][];
  return groups.filter(([, { provisioner }]) => provisioner === 'karpenter');
}

/** Of a worker group; W1 has a row for each of its workloads. */
export const rowsOf = ({ rows }: Group): RowId[] => [...new Set<RowId>(['T5', ...rows])];

/**
 * The newest image of Amazon's for the Kubernetes version of the cluster: a new one is drift, which Karpenter
 * carries out a node at a time, as the budgets of the pools say.
 */
const IMAGE_ALIAS = 'al2023@latest';

export const nodeClasses = (context: RegionContext): Manifest[] =>
  karpenterGroups(context).map(([name, group]) => {
    const discovery = { 'karpenter.sh/discovery': context.named('eks') };
    return rowed<IEC2NodeClass>(rowsOf(group), {
      apiVersion: 'karpenter.k8s.aws/v1',
      kind: 'EC2NodeClass',
      metadata: { name },
      spec: {
        // Karpenter would make a profile of its own through IAM, whose control plane may be lost with us-east-1.
        instanceProfile: context.named('karpenter-node'),
        amiSelectorTerms: [{ alias: IMAGE_ALIAS }],
        subnetSelectorTerms: [{ tags: discovery }],
        securityGroupSelectorTerms: [{ tags: discovery }],
        blockDeviceMappings: [
          {
            deviceName: '/dev/xvda',
            rootVolume: true,
            ebs: {
              volumeType: 'gp3',
              volumeSize: gibibytes(group.diskGib),
              encrypted: true,
              deleteOnTermination: true,
            },
          },
        ],
        // One hop: a pod gets the credentials of its own role, never those of the node.
        metadataOptions: {
          httpEndpoint: 'enabled',
          httpProtocolIPv6: 'disabled',
          httpTokens: 'required',
          httpPutResponseHopLimit: 1,
        },
        kubelet: reserved(),
        tags: {
          Name: context.named(name),
          Owner: context.topology.aws.owner,
          RegionRole: context.region.role,
          System: context.system,
          WorkerGroup: name,
        },
      },
    });
  });

/** A node that runs out of memory evicts in order of priority, before the kernel chooses for it. */
const reserved = () => ({
  evictionHard: { 'memory.available': '200Mi', 'nodefs.available': '10%' },
  evictionSoft: { 'memory.available': '500Mi', 'nodefs.available': '15%' },
  evictionSoftGracePeriod: { 'memory.available': '1m0s', 'nodefs.available': '2m0s' },
});
