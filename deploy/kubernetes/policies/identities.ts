import { serviceAccountOf, type Topology } from '@tandem/topology';
import { asObject, type Emitted, objectAt, ofKind, textAt } from '../checks/view.ts';
import { podTemplates } from './pods.ts';
import type { TerraformFacts } from './terraform-facts.ts';

/** Roles of service accounts that no pod has: access that nobody needs. */
export function idle(
  objects: readonly Emitted[],
  { identities }: TerraformFacts,
  topology: Topology,
): string[] {
  const used = new Set([
    ...podTemplates(objects).map(
      ({ namespace, spec }) => `${namespace}/${textAt(spec, 'serviceAccountName')}`,
    ),
    ...ofKind(objects, 'Application').flatMap(ofChart),
    // EKS itself makes the pods of its add-ons.
    ...topology.components
      .filter(({ delivery }) => delivery === 'eks-addon')
      .map(({ name, namespace }) => `${namespace}/${serviceAccountOf(name)}`),
  ]);
  return [...identities].filter((identity) => !used.has(identity));
}

/** The accounts that the values of a chart name, as `serviceAccount.name` or `serviceAccountName`, at any depth. */
function ofChart({ object }: Emitted): string[] {
  const namespace = textAt(objectAt(object, 'spec', 'destination'), 'namespace');
  const values = objectAt(object, 'spec', 'source', 'helm', 'valuesObject');
  return accounts(values).map((account) => `${namespace}/${account}`);
}

function accounts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(accounts);
  const own = asObject(value);
  return [
    textAt(objectAt(own, 'serviceAccount'), 'name'),
    textAt(own, 'serviceAccountName'),
    ...Object.values(own).flatMap(accounts),
  ].filter((name) => name !== '');
}
