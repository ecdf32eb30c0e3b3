import type { ISecretProviderClass } from '#crds/secrets-store';
import type { RegionContext } from '../../framework/context.ts';
import { type Manifest, rowed } from '../../framework/spec.ts';
import { componentOf } from '../chart.ts';

/** `alerting/page` is the file `alerting_page`, unless the program wants names of its own. */
const flat = (secret: string): string => secret.replaceAll('/', '_');

/** The secrets of a component as files, named after it, with the identity of the pod that mounts them. */
export function componentSecrets(
  context: RegionContext,
  name: string,
  alias: (secret: string) => string = flat,
): Manifest {
  const { namespace, rows, secrets } = componentOf(context, name);
  const { prefix } = context.topology.aws.secretsManager;
  const objects = secrets.map((secret) => ({
    objectName: `${prefix}${secret}`,
    objectType: 'secretsmanager',
    objectAlias: alias(secret),
  }));
  return rowed<ISecretProviderClass>(['S11', 'S12', 'P3', ...rows], {
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClass',
    metadata: { name, namespace },
    spec: {
      provider: 'aws',
      parameters: {
        region: context.region.name,
        usePodIdentity: 'true',
        objects: `${JSON.stringify(objects, null, 2)}\n`,
      },
    },
  });
}

export const secretsVolume = (component: string) => ({
  name: 'secrets',
  csi: {
    driver: 'secrets-store.csi.k8s.io',
    readOnly: true,
    volumeAttributes: { secretProviderClass: component },
  },
});
