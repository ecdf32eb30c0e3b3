import { regionNamed } from '@tandem/topology';
import { DataMongodbatlasAdvancedCluster } from '#mongodbatlas/data-mongodbatlas-advanced-cluster';
import { DatabaseUser } from '#mongodbatlas/database-user';
import { PrivatelinkEndpointService } from '#mongodbatlas/privatelink-endpoint-service';
import { MongodbatlasProvider } from '#mongodbatlas/provider';
import type { StackContext } from '../../framework/context.ts';
import { expression, type StackSpec } from '../../framework/spec.ts';
import { atlasRegion } from '../atlas/atlas-region.ts';

const ROLES = { read: 'read', 'read-write': 'readWrite' } as const;

export const atlasAccess: StackSpec = {
  name: 'atlas-access',
  scope: 'system',
  purpose:
    'Who reaches the documents: the endpoint of each region, and one user for each workload of a region, ' +
    'which is its IAM role. There is no password.',
  rows: ['D1', 'P2'],
  state: 'remote',
  build(context) {
    new MongodbatlasProvider(context.stack, 'mongodbatlas', {});
    const { atlasProjectId, clusterName } = context.take('atlas', {
      atlasProjectId: 'string',
      clusterName: 'string',
    });
    const services = context.topology.data.atlas.endpointRegions.map((region) =>
      endpointService(context, atlasProjectId, region),
    );
    for (const { name } of context.topology.regions) users(context, atlasProjectId, name);
    const made = new DataMongodbatlasAdvancedCluster(context.for('D1'), 'documents', {
      projectId: atlasProjectId,
      name: clusterName,
      dependsOn: services,
    });
    const addresses = context.topology.data.atlas.endpointRegions.map((region) => [
      region,
      expression(
        `one([for one in ${made.fqn}.connection_strings.private_endpoint : one.srv_connection_string ` +
          `if contains(one.endpoints[*].region, "${atlasRegion(region)}")])`,
      ),
    ]);
    context.export({ documentsAddresses: Object.fromEntries(addresses) });
  },
};

/** Atlas accepts the endpoint that the stack data made in a VPC. */
function endpointService(
  context: StackContext,
  projectId: string,
  region: string,
): PrivatelinkEndpointService {
  const { privateLinkIds } = context.take('atlas', { privateLinkIds: 'map' });
  const { atlasEndpointId } = context.takeRegional(
    'data',
    { atlasEndpointId: 'string' },
    regionNamed(context.topology, region),
  );
  return new PrivatelinkEndpointService(context.for('D1'), region, {
    projectId,
    privateLinkId: privateLinkIds(region),
    endpointServiceId: atlasEndpointId,
    providerName: 'AWS',
  });
}

/** The role that Pod Identity gives to a workload is its name and its proof. */
function users(context: StackContext, projectId: string, region: string): void {
  const { atlas } = context.topology.data;
  const { workloadRoleArns } = context.takeRegional(
    'cluster',
    { workloadRoleArns: 'map' },
    regionNamed(context.topology, region),
  );
  const { clusterName } = context.take('atlas', { clusterName: 'string' });
  for (const [workload, { dependencies, rows }] of Object.entries(context.topology.workloads)) {
    const access = dependencies.documents;
    if (access === 'none') continue;
    const [row] = rows;
    new DatabaseUser(
      context.for('D1', 'P2', ...(row === undefined ? [] : [row])),
      `${workload}-${region}`,
      {
        projectId,
        username: workloadRoleArns(workload),
        awsIamType: 'ROLE',
        authDatabaseName: '$external',
        description: `${workload} of ${region}`,
        roles: [{ roleName: ROLES[access], databaseName: atlas.database }],
        scopes: [{ name: clusterName, type: 'CLUSTER' }],
      },
    );
  }
}
