import { Auditing } from '#mongodbatlas/auditing';
import { MaintenanceWindow } from '#mongodbatlas/maintenance-window';
import { PrivatelinkEndpoint } from '#mongodbatlas/privatelink-endpoint';
import { Project } from '#mongodbatlas/project';
import { MongodbatlasProvider } from '#mongodbatlas/provider';
import type { StackContext } from '../../framework/context.ts';
import type { StackSpec } from '../../framework/spec.ts';
import { atlasRegion } from './atlas-region.ts';
import { cluster } from './cluster.ts';

export const atlas: StackSpec = {
  name: 'atlas',
  scope: 'system',
  purpose:
    'The documents: one cluster over three regions, reached through PrivateLink alone. There is no ' +
    'address in its access list, so nobody connects over the internet.',
  rows: ['D1'],
  state: 'remote',
  build(context) {
    // The key is in MONGODB_ATLAS_PUBLIC_KEY and MONGODB_ATLAS_PRIVATE_KEY.
    new MongodbatlasProvider(context.stack, 'mongodbatlas', {});
    const project = projectOf(context);
    const made = cluster(context, project);
    const endpoints = context.topology.data.atlas.endpointRegions.map((region) => ({
      region,
      endpoint: new PrivatelinkEndpoint(context.for('D1'), region, {
        projectId: project.id,
        providerName: 'AWS',
        region: atlasRegion(region),
      }),
    }));
    const byRegion = (of: (endpoint: PrivatelinkEndpoint) => string) =>
      Object.fromEntries(endpoints.map(({ region, endpoint }) => [region, of(endpoint)]));
    context.export({
      atlasProjectId: project.id,
      clusterName: made.name,
      privateLinkIds: byRegion(({ privateLinkId }) => privateLinkId),
      endpointServiceNames: byRegion(({ endpointServiceName }) => endpointServiceName),
    });
  },
};

function projectOf(context: StackContext): Project {
  const organisation = context.ask('atlas_org_id', {
    description: 'The id of the organisation at MongoDB Atlas.',
    sample: '0123456789abcdef01234567',
  });
  const { owner } = context.topology.aws;
  const { maintenance } = context.topology.data.atlas;
  const project = new Project(context.for('D1'), 'project', {
    name: context.systemNamed('documents'),
    orgId: organisation.stringValue,
    tags: { Owner: owner, Stack: context.name, ManagedBy: 'terraform', Rows: 'D1' },
    // A browser for documents would show numbers that are nowhere else in the clear.
    isDataExplorerEnabled: false,
    withDefaultAlertsSettings: true,
  });
  new MaintenanceWindow(context.for('D1'), 'maintenance', {
    projectId: project.id,
    dayOfWeek: maintenance.dayOfWeek,
    hourOfDay: maintenance.hourUtc,
    autoDeferOnceEnabled: true,
  });
  new Auditing(context.for('D1'), 'auditing', {
    projectId: project.id,
    enabled: true,
    // Logins of every kind, and whatever changes users, roles or collections.
    auditFilter: JSON.stringify({
      atype: {
        $in: [
          'authenticate',
          'createUser',
          'updateUser',
          'dropUser',
          'createRole',
          'dropRole',
          'dropCollection',
          'dropDatabase',
        ],
      },
    }),
    auditAuthorizationSuccess: false,
  });
  return project;
}
