import { Token } from 'cdktn';
import { AclRole } from '#rediscloud/acl-role';
import { AclRule } from '#rediscloud/acl-rule';
import { AclUser } from '#rediscloud/acl-user';
import type { ActiveActiveSubscription } from '#rediscloud/active-active-subscription';
import type { StackContext } from '../../framework/context.ts';
import { expression } from '../../framework/spec.ts';
import { cacheSecret, cacheUsers } from '../../parts/secret-names.ts';
import type { Database } from './database.ts';

/** Commands of every user: what a connection needs, and nothing that an operator would type. */
const ALWAYS = '-@all +@connection +@read -@dangerous -@admin';
const RULES = {
  read: `${ALWAYS} ~*`,
  'read-write': `${ALWAYS} +@write +@transaction +@scripting +@pubsub -@dangerous -@admin ~* &*`,
} as const;

/**
 * A user for each workload that has the cache among its dependencies, with what it may do there. The
 * provider knows no argument that leaves a password out of the state, so the state has it: its bucket is
 * encrypted under a key of its own, and a password is changed there and in the secret of the same name.
 */
export function acl(
  context: StackContext,
  subscription: ActiveActiveSubscription,
  made: Database,
): void {
  context.ask('redis_passwords', {
    description: `By user, the value of its secret (${cacheSecret('…')}).`,
    type: 'map(string)',
    sensitive: true,
    sample: Object.fromEntries(cacheUsers(context.topology).map(({ name }) => [name, 'sample'])),
  });
  const roles = new Map(
    (['read', 'read-write'] as const).map((access) => {
      const rule = new AclRule(context.for('D2'), `rule-${access}`, {
        name: context.systemNamed(access),
        rule: RULES[access],
      });
      const role = new AclRole(context.for('D2'), `role-${access}`, {
        name: context.systemNamed(access),
        rule: [
          {
            name: rule.name,
            database: [
              {
                subscription: Token.asNumber(subscription.id),
                database: made.dbId,
                regions: context.topology.data.redis.regions.map(({ name }) => name),
              },
            ],
          },
        ],
      });
      return [access, role] as const;
    }),
  );
  for (const { name, access } of cacheUsers(context.topology)) {
    new AclUser(context.for('D2'), `user-${name}`, {
      name: context.systemNamed(name),
      role: roles.get(access)?.name ?? '',
      password: expression(`var.redis_passwords["${name}"]`),
    });
  }
}
