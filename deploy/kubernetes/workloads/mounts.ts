import { cacheSecret, secretsOf } from '@tandem/topology';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import type { ISecretProviderClass } from '#crds/secrets-store';
import { type Manifest, rowed } from '../framework/spec.ts';
import { CLUSTER_CA_SECRET } from '../kafka/names.ts';
import { SMSC_SYSTEM_ID } from './environment.ts';
import { metadataOf, usesEvents, type WorkloadFacts } from './facts.ts';

export const SECRETS_DIR = '/var/run/secrets/tandem';
export const EVENTS_USER_DIR = '/var/run/secrets/events-user';
export const EVENTS_CA_DIR = '/var/run/secrets/events-ca';
export const DATA_DIR = '/var/lib/tandem';

/** Families come and go while a pod runs: they are read from Secrets Manager when they are needed. */
export const readsFamilies = ({ workload }: WorkloadFacts): boolean =>
  workload.dependencies.secrets.some((name) => name === 'customers/*');

/** Of sign-in at a provider that asks for it (TANDEM_OIDC_CONFIDENTIAL): a pod waits for every file of its volume. */
const UNUSED = ['dashboard-oidc-client-secret'];

/** The secrets that are files in the pod, by their names in Secrets Manager below the prefix. */
export function mountedSecrets(facts: WorkloadFacts): string[] {
  const { context, name } = facts;
  const own = cacheSecret(name);
  return secretsOf(context.topology, name)
    .filter((secret) => !UNUSED.includes(secret) && (!readsFamilies(facts) || secret === own))
    .map((secret) => (secret === 'smsc/*' ? `smsc/${SMSC_SYSTEM_ID}` : secret));
}

/** A folder of a name is an underscore in the name of the file. */
export const secretFile = (secret: string): string =>
  `${SECRETS_DIR}/${secret.replaceAll('/', '_')}`;

/** What the CSI driver asks Secrets Manager for, with the identity of the pod that mounts it. */
export function secretProviderClass(facts: WorkloadFacts): Manifest[] {
  const { topology, region } = facts.context;
  const secrets = mountedSecrets(facts);
  if (secrets.length === 0) return [];
  const objects = secrets.map((secret) => ({
    objectName: `${topology.aws.secretsManager.prefix}${secret}`,
    objectType: 'secretsmanager',
    objectAlias: secret.replaceAll('/', '_'),
  }));
  return [
    rowed<ISecretProviderClass>(['S11', 'S12', 'P3', ...facts.rows], {
      apiVersion: 'secrets-store.csi.x-k8s.io/v1',
      kind: 'SecretProviderClass',
      metadata: metadataOf(facts),
      spec: {
        provider: 'aws',
        parameters: {
          region: region.name,
          usePodIdentity: 'true',
          objects: `${JSON.stringify(objects, null, 2)}\n`,
        },
      },
    }),
  ];
}

export function volumesOf(facts: WorkloadFacts): IVolume[] {
  const mounted = mountedSecrets(facts).length > 0;
  return [
    // Nothing that is to last: every engine is a service outside.
    { name: 'data', emptyDir: { sizeLimit: '64Mi' } },
    ...(mounted
      ? [
          {
            name: 'secrets',
            csi: {
              driver: 'secrets-store.csi.k8s.io',
              readOnly: true,
              volumeAttributes: { secretProviderClass: facts.name },
            },
          },
        ]
      : []),
    ...(usesEvents(facts)
      ? [
          { name: 'events-user', secret: { secretName: facts.name, defaultMode: 0o440 } },
          { name: 'events-ca', secret: { secretName: CLUSTER_CA_SECRET, defaultMode: 0o444 } },
        ]
      : []),
  ];
}

export function volumeMountsOf(facts: WorkloadFacts): IVolumeMount[] {
  const paths: Readonly<Record<string, string>> = {
    secrets: SECRETS_DIR,
    'events-user': EVENTS_USER_DIR,
    'events-ca': EVENTS_CA_DIR,
  };
  return volumesOf(facts).map(({ name }) => {
    const path = paths[name];
    return path === undefined
      ? { name, mountPath: DATA_DIR }
      : { name, mountPath: path, readOnly: true };
  });
}
