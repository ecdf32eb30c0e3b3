import { named, ofKind } from '../checks/view.ts';
import { eachRegion, type Policy } from './policy.ts';

/** RFC 1123 label, as the API server asks of most names. */
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** What may have dots: topics of Kafka, for one. */
const SUBDOMAIN = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
const DOTTED = new Set([
  'KafkaTopic',
  'ConfigMap',
  'PrometheusRule',
  'ClusterRole',
  'ClusterRoleBinding',
]);

const CLUSTER_WIDE = new Set([
  'ClusterRole',
  'ClusterRoleBinding',
  'EC2NodeClass',
  'Namespace',
  'NodePool',
  'PriorityClass',
  'StorageClass',
]);

/** Made by the control plane itself. */
const GIVEN = ['default', 'kube-system'];

export const names: Policy = {
  name: 'names',
  says: 'every object has a name that the API server takes, once, in a namespace that is made',
  findings: (inspected) =>
    eachRegion(inspected, (objects) => {
      const made = new Set([...GIVEN, ...ofKind(objects, 'Namespace').map(({ name }) => name)]);
      const seen = new Set<string>();
      return objects.flatMap((one) => {
        const found: string[] = [];
        const form = DOTTED.has(one.kind) ? SUBDOMAIN : LABEL;
        if (!form.test(one.name)) found.push(`${named(one)}: the name is not of RFC 1123`);
        const id = `${one.apiVersion} ${named(one)}`;
        if (seen.has(id)) found.push(`${named(one)}: is there twice`);
        seen.add(id);
        if (CLUSTER_WIDE.has(one.kind)) {
          if (one.namespace !== undefined) found.push(`${named(one)}: is in no namespace`);
        } else if (one.namespace === undefined) found.push(`${named(one)}: names no namespace`);
        else if (!made.has(one.namespace)) {
          found.push(`${named(one)}: the namespace ${one.namespace} is not made by any manifest`);
        }
        return found;
      });
    }),
};
