import { SecretsmanagerSecret } from '#aws/secretsmanager-secret';
import type { StackContext } from '../../framework/context.ts';
import { expression } from '../../framework/spec.ts';
import type { KeyArns } from '../../parts/key.ts';
import { allSecrets } from '../../parts/secret-names.ts';

/** A secret that was deleted by mistake can be had back so long. */
const RECOVERY_DAYS = 30;

/**
 * The names of the secrets, in every region; their values are written by hand or by rotation and are in no
 * state. The home of each is the region of this stack, the standby, from where AWS copies it to the active:
 * a secret can be changed when the active region is lost.
 */
export function secrets(context: StackContext, keys: KeyArns): void {
  const { singles, families } = allSecrets(context.topology);
  for (const name of singles) {
    secret(context, keys, name);
    const address = `aws_secretsmanager_secret.${name.replaceAll(/[^a-z0-9]+/g, '_')}`;
    context.expect(
      `length(${address}.replica) == ${context.others.length}`,
      `${name} is in every region`,
    );
  }
  for (const family of families) {
    const members = context.ask(family, {
      description: `Those that have a secret of their own below ${family}/.`,
      type: 'set(string)',
      sample: [],
      default: [],
    });
    const each = secret(context, keys, family, `${family}/${expression('each.value')}`);
    each.addOverride('for_each', members.value);
  }
}

function secret(context: StackContext, keys: KeyArns, id: string, name = id): SecretsmanagerSecret {
  return new SecretsmanagerSecret(context.for('A4'), id, {
    name: `${context.topology.aws.secretsManager.prefix}${name}`,
    kmsKeyId: keys.get(context.region.name) ?? '',
    recoveryWindowInDays: RECOVERY_DAYS,
    replica: context.others.map(({ name: region }) => ({
      region,
      kmsKeyId: keys.get(region) ?? '',
    })),
    lifecycle: { preventDestroy: true },
  });
}
