import { isDeepStrictEqual } from 'node:util';
import { asObject, type Emitted, listAt, named, objectAt, ofKind, textAt } from '../checks/view.ts';
import { idle } from './identities.ts';
import { podTemplates } from './pods.ts';
import { eachRegion, type Policy } from './policy.ts';
import type { TerraformFacts } from './terraform-facts.ts';

/** The agreement of manifests with what Terraform makes: a name that only one of them has leads nowhere. */
export const terraform: Policy = {
  name: 'terraform',
  says: 'target groups, identities, instance profiles and tags are the same in manifests and in Terraform',
  findings: (inspected) =>
    eachRegion(inspected, (objects, { name }) => {
      const facts = inspected.terraform.get(name);
      if (facts === undefined) return [`${name}: Terraform has no stacks edge and cluster`];
      return [
        ...ofKind(objects, 'TargetGroupBinding').flatMap((one) => bound(one, facts)),
        ...unbound(objects, facts, name),
        ...podTemplates(objects)
          .map(({ owner, namespace, spec }) => ({
            owner,
            identity: `${namespace}/${textAt(spec, 'serviceAccountName')}`,
          }))
          .filter(({ identity }) => !facts.identities.has(identity))
          .map(({ owner, identity }) => `${named(owner)}: no role is for ${identity}`),
        ...idle(objects, facts, inspected.topology).map(
          (identity) => `${name}: the role for ${identity} is of no pod`,
        ),
        ...ofKind(objects, 'EC2NodeClass').flatMap((one) => nodeClass(one, facts)),
      ];
    }),
};

function bound(one: Emitted, { targetGroups }: TerraformFacts): string[] {
  const spec = objectAt(one.object, 'spec');
  const group = textAt(spec, 'targetGroupName');
  const type = targetGroups.get(group);
  if (type === undefined) return [`${named(one)}: there is no target group ${group}`];
  return type === textAt(spec, 'targetType')
    ? []
    : [`${named(one)}: the targets of ${group} are of type ${type}`];
}

/** A target group without a binding is a listener that answers nobody. */
function unbound(objects: readonly Emitted[], facts: TerraformFacts, region: string): string[] {
  const names = ofKind(objects, 'TargetGroupBinding').map(({ object }) =>
    textAt(objectAt(object, 'spec'), 'targetGroupName'),
  );
  return [...facts.targetGroups.keys()]
    .filter((group) => !names.includes(group))
    .map((group) => `${region}: nothing is bound to the target group ${group}`);
}

function nodeClass(one: Emitted, { instanceProfiles, discoverable }: TerraformFacts): string[] {
  const spec = objectAt(one.object, 'spec');
  const profile = textAt(spec, 'instanceProfile');
  const tags = [
    ...listAt(spec, 'subnetSelectorTerms'),
    ...listAt(spec, 'securityGroupSelectorTerms'),
  ];
  const unknown = tags
    .flatMap((term) => Object.values(objectAt(asObject(term), 'tags')).map(String))
    .filter((value) => !discoverable.has(value));
  return [
    ...(instanceProfiles.has(profile)
      ? []
      : [`${named(one)}: there is no instance profile ${profile || 'named'}`]),
    ...[...new Set(unknown)].map((value) => `${named(one)}: nothing is tagged ${value}`),
  ];
}

export const balancers: Policy = {
  name: 'balancers',
  says: 'a binding leads to a port of a service of its kind, keeps the address of the client, and a rollout waits for the checks of its targets',
  findings: (inspected) =>
    eachRegion(inspected, (objects) =>
      ofKind(objects, 'TargetGroupBinding').flatMap((one) => {
        const spec = objectAt(one.object, 'spec');
        const { name, port } = objectAt(spec, 'serviceRef');
        const service = ofKind(objects, 'Service').find(
          (candidate) => candidate.namespace === one.namespace && candidate.name === name,
        );
        const ports = listAt(service?.object, 'spec', 'ports');
        const found = ports.find(
          (candidate) =>
            textAt(candidate, 'port') === String(port) ||
            textAt(candidate, 'name') === String(port),
        );
        if (found === undefined) return [`${named(one)}: there is no port ${port} of ${name}`];
        const { aws, edge } = inspected.topology;
        return spec.targetType === 'instance'
          ? [
              ...onNodes(one, service, found, aws.nlb),
              ...hurried(objects, service, checkedMs(edge.accelerator.healthCheck)),
            ]
          : hurried(objects, service, checkedMs(aws.alb.healthCheck));
      }),
    ),
};

/** How long a target is checked before it is used. */
const checkedMs = (check: {
  readonly intervalMs: number;
  readonly healthyThreshold?: number;
  readonly threshold?: number;
}): number => check.intervalMs * (check.healthyThreshold ?? check.threshold ?? 1);

/** Deployments that replace their pods faster than the load balancer takes new ones. */
const hurried = (
  objects: readonly Emitted[],
  service: Emitted | undefined,
  neededMs: number,
): string[] =>
  ofKind(objects, 'Deployment')
    .filter((one) => one.namespace === service?.namespace)
    .filter(({ object }) =>
      isDeepStrictEqual(
        objectAt(object, 'spec', 'selector', 'matchLabels'),
        objectAt(service?.object, 'spec', 'selector'),
      ),
    )
    .filter(({ object }) => Number(objectAt(object, 'spec').minReadySeconds) * 1_000 <= neededMs)
    .map((one) => `${named(one)}: replaces pods before its load balancer uses the new ones`);

function onNodes(
  one: Emitted,
  service: Emitted | undefined,
  port: unknown,
  nlb: { readonly nodePort: number; readonly preserveClientAddress: boolean },
): string[] {
  const spec = objectAt(service?.object, 'spec');
  return [
    ...(Number(textAt(port, 'nodePort')) === nlb.nodePort
      ? []
      : [`${named(one)}: its nodes do not answer on ${nlb.nodePort}`]),
    ...(!nlb.preserveClientAddress || spec.externalTrafficPolicy === 'Local'
      ? []
      : [`${named(one)}: the service takes the address of a node for that of the client`]),
  ];
}
