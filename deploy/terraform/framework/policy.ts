import { StackError } from './spec.ts';

/** One statement of an IAM policy. */
export interface Statement {
  /** Unique in the stack: letters and digits. */
  readonly sid: string;
  readonly effect?: 'Allow' | 'Deny';
  /** Who; only in the policy of a resource or of a role. `'*'` is everyone. */
  readonly principal?:
    | '*'
    | {
        readonly Service?: string | string[];
        readonly AWS?: string | string[];
        readonly Federated?: string;
      };
  readonly actions: readonly string[];
  /** None in a trust policy, where the role itself is meant. */
  readonly resources?: readonly string[];
  readonly condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
  /** Why a wildcard in the actions or resources is right; the checks refuse one without. */
  readonly wildcard?: string;
}

export const isWildcard = (text: string): boolean => text.includes('*');

/** The policy as the JSON text that AWS takes. Reasons for wildcards are added to `reasons` by sid. */
export function policyText(
  stack: string,
  statements: readonly Statement[],
  reasons: Map<string, string>,
): string {
  for (const { sid, wildcard } of statements) {
    if (wildcard === undefined) continue;
    const known = reasons.get(sid);
    if (known !== undefined && known !== wildcard) {
      throw new StackError(stack, `statement ${sid} has two reasons for its wildcard`);
    }
    reasons.set(sid, wildcard);
  }
  return JSON.stringify({ Version: '2012-10-17', Statement: statements.map(written) });
}

function written({ sid, effect, principal, actions, resources, condition }: Statement): object {
  return {
    Sid: sid,
    Effect: effect ?? 'Allow',
    ...(principal === undefined ? {} : { Principal: principal }),
    Action: actions,
    ...(resources === undefined ? {} : { Resource: resources }),
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

/** Who may take a role: a service of AWS. */
export const assumedBy = (
  service: string,
  actions: readonly string[] = ['sts:AssumeRole'],
): Statement => ({ sid: 'Assume', principal: { Service: service }, actions });

/** Of a resource's own policy: nobody does any of `actions` without TLS, whatever else allows it. */
export const tlsOnly = ({
  actions,
  resources,
  of = '',
}: Pick<Statement, 'actions'> & {
  readonly resources: readonly string[];
  /** Where a stack has several: of which resource, in letters and digits. */
  readonly of?: string;
}): Statement => ({
  sid: `TlsOnly${of}`,
  effect: 'Deny',
  principal: '*',
  actions,
  resources,
  condition: { Bool: { 'aws:SecureTransport': 'false' } },
  ...(actions.some(isWildcard)
    ? { wildcard: 'It denies: everything to everyone who comes without TLS.' }
    : {}),
});
