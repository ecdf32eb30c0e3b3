import type { IamRole } from '#aws/iam-role';
import { IamRolePolicyAttachment } from '#aws/iam-role-policy-attachment';
import type { RowScope } from '../../framework/stack.ts';

/**
 * Gives a role a policy that AWS maintains. Such policies have wildcards of their own, so each says why it
 * is right here; the reason is written beside the attachment.
 */
export function managedPolicy(
  scope: RowScope,
  role: IamRole,
  policy: string,
  why: string,
): IamRolePolicyAttachment {
  const name = policy.split('/').at(-1) ?? policy;
  const attachment = new IamRolePolicyAttachment(scope, `${role.node.id}-${name}`, {
    role: role.name,
    policyArn: `arn:aws:iam::aws:policy/${policy}`,
  });
  attachment.addOverride('//.why', why);
  return attachment;
}
