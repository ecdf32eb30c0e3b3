import { invalidObjects } from '../checks/objects.ts';
import { unknownFields } from '../checks/strict.ts';
import { POLICIES, policyFindings } from '../policies/index.ts';
import { kustomize } from './kustomize.ts';
import { judged, type KubernetesStage } from './stage.ts';
import { writtenObjects, writtenTerraform } from './written.ts';

const objects: KubernetesStage = {
  number: 8,
  name: 'objects of Kubernetes by the validators of their kinds',
  run: async (subject) => {
    const found = writtenObjects(subject);
    return judged(invalidObjects(found), `${found.length} objects`);
  },
};

const fields: KubernetesStage = {
  number: 9,
  name: 'fields of Kubernetes that no typing knows',
  run: async (subject) => {
    const found = writtenObjects(subject);
    return judged(unknownFields(found), `${found.length} objects`);
  },
};

const policies: KubernetesStage = {
  number: 10,
  name: 'policies of Kubernetes',
  run: async (subject) => {
    const inspected = {
      topology: subject.topology,
      objects: writtenObjects(subject),
      terraform: writtenTerraform(subject),
    };
    return judged(policyFindings(inspected), `${POLICIES.length} policies`);
  },
};

/** What `tandem verify` asks of the manifests, from the cheapest to the dearest. */
export const KUBERNETES_STAGES: readonly KubernetesStage[] = [objects, fields, policies, kustomize];
