import type { Region } from '@tandem/topology';
import type { Fact, Question } from './read-back.ts';

/** The cluster of every region: shut to the internet, its secrets encrypted, its nodes of the right kind. */
export async function readClusters(question: Question): Promise<Fact[]> {
  const { regions } = question.topology;
  return (await Promise.all(regions.map((region) => readRegion(question, region)))).flat();
}

async function readRegion({ client, topology }: Question, region: Region): Promise<Fact[]> {
  const {
    DescribeClusterCommand,
    DescribeNodegroupCommand,
    EKSClient,
    ListClustersCommand,
    ListNodegroupsCommand,
  } = await import('@aws-sdk/client-eks');
  const eks = new EKSClient(client(region.name));
  const { clusters = [] } = await eks.send(new ListClustersCommand({}));
  const [clusterName = ''] = clusters;
  const { cluster } = await eks.send(new DescribeClusterCommand({ name: clusterName }));
  const { nodegroups = [] } = await eks.send(new ListNodegroupsCommand({ clusterName }));
  const groups = await Promise.all(
    nodegroups.map((nodegroupName) =>
      eks.send(new DescribeNodegroupCommand({ clusterName, nodegroupName })),
    ),
  );
  const { monitor } = topology.workerGroups;
  const of = `cluster of ${region.name}`;
  return [
    { of, what: 'clusters', wanted: 1, found: clusters.length },
    { of, what: 'version', wanted: topology.aws.eks.version, found: cluster?.version },
    {
      of,
      what: 'public endpoint',
      wanted: false,
      found: cluster?.resourcesVpcConfig?.endpointPublicAccess,
    },
    {
      of,
      what: 'encrypted secrets',
      wanted: [['secrets']],
      found: cluster?.encryptionConfig?.map(({ resources }) => resources),
    },
    {
      of,
      what: 'managed nodes',
      wanted: [{ types: monitor.instanceTypes, least: monitor.nodes[region.role].min }],
      found: groups.map(({ nodegroup }) => ({
        types: nodegroup?.instanceTypes,
        least: nodegroup?.scalingConfig?.minSize,
      })),
    },
  ];
}
