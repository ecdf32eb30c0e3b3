import { listAt, named, objectAt, ofKind } from '../checks/view.ts';
import { podTemplates, selects } from './pods.ts';
import { eachRegion, type Policy } from './policy.ts';

const BOTH = ['Ingress', 'Egress'];

export const network: Policy = {
  name: 'network',
  says: 'a namespace of ours lets nothing in or out by default, and each pod has what it needs by name',
  findings: (inspected) =>
    eachRegion(inspected, (objects, { name }) => {
      const { namespace } = inspected.topology.identity.podIdentity;
      const policies = ofKind(objects, 'NetworkPolicy').filter(
        (one) => one.namespace === namespace,
      );
      const selectorOf = (object: unknown) =>
        objectAt(object, 'spec', 'podSelector', 'matchLabels');
      const denies = policies.filter(
        ({ object }) =>
          Object.keys(selectorOf(object)).length === 0 &&
          listAt(object, 'spec', 'ingress').length + listAt(object, 'spec', 'egress').length ===
            0 &&
          BOTH.every((type) => listAt(object, 'spec', 'policyTypes').includes(type)),
      );
      const bare = podTemplates(objects)
        .filter((pod) => pod.namespace === namespace)
        .filter(
          ({ labels }) =>
            !policies.some(({ object }) => {
              const selector = selectorOf(object);
              return Object.keys(selector).length > 0 && selects(selector, labels);
            }),
        );
      return [
        ...(denies.length > 0 ? [] : [`${name} ${namespace}: nothing is denied by default`]),
        ...bare.map(({ owner }) => `${named(owner)}: no policy says whom it may speak to`),
      ];
    }),
};
