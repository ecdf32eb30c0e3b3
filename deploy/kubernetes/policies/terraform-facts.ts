import { asObject, objectAt, textAt } from '../checks/view.ts';

/** What Terraform's stacks of a region make that manifests name. */
export interface TerraformFacts {
  /** Kind of target by the name of the target group. */
  readonly targetGroups: ReadonlyMap<string, string>;
  /** `namespace/serviceAccount` of every Pod Identity association. */
  readonly identities: ReadonlySet<string>;
  readonly instanceProfiles: ReadonlySet<string>;
  /** Values of the tag `karpenter.sh/discovery` on security groups. */
  readonly discoverable: ReadonlySet<string>;
}

const DISCOVERY = 'karpenter.sh/discovery';

/** Reads the stacks `edge` and `cluster` of a region, as `main.tf.json` has them. */
export function terraformFacts(edge: unknown, cluster: unknown): TerraformFacts {
  const of = (stack: unknown, type: string) => Object.values(objectAt(stack, 'resource', type));
  return {
    targetGroups: new Map(
      of(edge, 'aws_lb_target_group').map((one) => [
        textAt(one, 'name'),
        textAt(one, 'target_type'),
      ]),
    ),
    identities: new Set(
      of(cluster, 'aws_eks_pod_identity_association').map(
        (one) => `${textAt(one, 'namespace')}/${textAt(one, 'service_account')}`,
      ),
    ),
    instanceProfiles: new Set(
      of(cluster, 'aws_iam_instance_profile').map((one) => textAt(one, 'name')),
    ),
    discoverable: new Set(
      of(cluster, 'aws_security_group').map((one) =>
        textAt(objectAt(asObject(one), 'tags'), DISCOVERY),
      ),
    ),
  };
}
