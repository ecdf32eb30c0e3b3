import { asObject } from '../../checks/view.ts';
import type { RegionContext } from '../../framework/context.ts';
import { type Chart, IN_CLUSTER, placed, REGION_LABEL, sized, type Values } from '../chart.ts';

/** ArgoCD applies itself as well: what it was installed with is what git says. */
export const argocd: Chart = {
  name: 'argocd',
  components: ['argocd', 'argocd-redis'],
  project: 'system',
  wave: 1,
  namespace: 'argocd',
  repository: 'ghcr.io/argoproj/argo-helm',
  chart: 'argo-cd',
  version: '9.1.0',
  serverSide: true,
  values: (context) => {
    // Spot nodes go with two minutes' notice: everything but Redis is stateless and there twice.
    const spot = placed(context, 'argocd');
    const pair = (cpu: string, memory: string) => ({
      replicas: 2,
      ...sized(cpu, memory),
      pdb: { enabled: true, maxUnavailable: 1 },
      metrics: { enabled: true, serviceMonitor: { enabled: true } },
    });
    return {
      fullnameOverride: 'argocd',
      global: { ...spot, domain: `argocd.${context.region.name}.${context.system}.internal` },
      configs: {
        params: { 'server.insecure': false },
        cm: {
          // People come in through the port forward of the cluster's own identity; there is no password.
          'admin.enabled': false,
          'application.resourceTrackingMethod': 'annotation',
          // An application is as healthy as what it applies: waves of applications wait for each other.
          'resource.customizations.health.argoproj.io_Application': APPLICATION_HEALTH,
        },
        rbac: { 'policy.default': 'role:readonly' },
        // The cluster that it runs in, known by its region; there is no credential, as it is inside.
        clusterCredentials: {
          'in-cluster': {
            server: IN_CLUSTER,
            labels: { [REGION_LABEL]: context.region.name },
            config: { tlsClientConfig: { insecure: false } },
          },
        },
      },
      controller: { ...pair('250m', '1Gi'), replicas: 1 },
      repoServer: pair('100m', '512Mi'),
      server: pair('50m', '192Mi'),
      applicationSet: pair('50m', '128Mi'),
      dex: { enabled: false },
      notifications: { enabled: false },
      redis: {
        ...placed(context, 'argocd-redis'),
        ...sized('50m', '128Mi'),
        image: { repository: 'public.ecr.aws/docker/library/redis' },
      },
    };
  },
};

/**
 * The values for the first installation, by hand: ArgoCD itself brings Karpenter and with it the first spot
 * node, so until then all of it is where nodes are already. Its own application moves it to spot.
 */
export function firstValues(context: RegionContext): Values {
  const values = argocd.values(context);
  const global = asObject(values.global);
  return { ...values, global: { ...global, ...placed(context, 'argocd-redis') } };
}

/** Argo CD, Resource Health, "App-of-Apps". */
const APPLICATION_HEALTH = `hs = {}
hs.status = "Progressing"
hs.message = ""
if obj.status ~= nil and obj.status.health ~= nil then
  hs.status = obj.status.health.status
  if obj.status.health.message ~= nil then
    hs.message = obj.status.health.message
  end
end
return hs
`;
