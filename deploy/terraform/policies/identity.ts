import { isWildcard } from '../framework/policy.ts';
import { isObject, type Json, type JsonObject, objectAt } from '../framework/tidy.ts';
import type { Resource, View } from './view.ts';

/** Long-lived credentials (row P2: none anywhere). */
const FORBIDDEN = ['aws_iam_user', 'aws_iam_access_key', 'aws_iam_user_policy'];

/** Conditions that still leave the statement to one account, organisation, service or network. */
const BOUND = [
  'aws:PrincipalAccount',
  'aws:SourceAccount',
  'aws:PrincipalOrgID',
  'aws:SourceArn',
  'aws:SourceVpc',
];

/** Least privilege: every wildcard says why, nobody is trusted unnamed, and no key is handed out. */
export function* identity(view: View): Iterable<string> {
  for (const resource of view.resources) {
    if (FORBIDDEN.includes(resource.type)) {
      yield `${resource.at}: long-lived credentials; pods and people take roles`;
    }
    const reasons = reasonsOf(view, resource);
    for (const statement of statementsOf(resource.body)) {
      yield* judged(resource, statement, reasons);
    }
  }
  yield* unusedReasons(view);
}

const reasonsOf = ({ stacks }: View, { stack }: Resource): JsonObject =>
  objectAt(objectAt(stacks.get(stack.name), '//'), 'wildcards');

function* judged({ at }: Resource, statement: JsonObject, reasons: JsonObject): Iterable<string> {
  const sid = String(statement.Sid ?? 'without a Sid');
  if (statement.NotAction !== undefined || statement.NotResource !== undefined) {
    yield `${at}, ${sid}: NotAction and NotResource allow what nobody listed`;
  }
  const wide = wildcardsOf(statement);
  if (wide.length > 0 && typeof reasons[sid] !== 'string') {
    yield `${at}, ${sid}: ${wide.join(', ')} without a reason; name what is meant, or say why not`;
  }
  if (statement.Effect !== 'Deny' && isEveryone(statement.Principal) && !isBound(statement)) {
    yield `${at}, ${sid}: trusts everyone`;
  }
}

const listOf = (value: Json | undefined): string[] => [value ?? []].flat().map(String);

const wildcardsOf = (statement: JsonObject): string[] =>
  [...listOf(statement.Action), ...listOf(statement.Resource)].filter(isWildcard);

function isEveryone(principal: Json | undefined): boolean {
  const named = isObject(principal) ? listOf(principal.AWS) : listOf(principal);
  return named.includes('*');
}

const isBound = (statement: JsonObject): boolean => {
  const condition = JSON.stringify(statement.Condition ?? {});
  return BOUND.some((key) => condition.includes(key));
};

/** Every statement of every policy, wherever the resource keeps it. */
export function statementsOf(value: Json): JsonObject[] {
  if (typeof value === 'string') return value.startsWith('{"Version"') ? parsed(value) : [];
  if (Array.isArray(value)) return value.flatMap(statementsOf);
  return isObject(value) ? Object.values(value).flatMap(statementsOf) : [];
}

function parsed(text: string): JsonObject[] {
  const { Statement } = objectAt({ policy: JSON.parse(text) }, 'policy');
  return Array.isArray(Statement) ? Statement.filter(isObject) : [];
}

/** A reason that no wildcard needs any more would be believed by the next reader. */
function* unusedReasons(view: View): Iterable<string> {
  for (const [name, json] of view.stacks) {
    const statements = view.resources
      .filter(({ stack }) => stack.name === name)
      .flatMap(({ body }) => statementsOf(body))
      .filter((statement) => wildcardsOf(statement).length > 0)
      .map(({ Sid }) => String(Sid));
    for (const sid of Object.keys(objectAt(objectAt(json, '//'), 'wildcards'))) {
      if (!statements.includes(sid)) yield `${name}, ${sid}: a reason, but no wildcard`;
    }
  }
}
