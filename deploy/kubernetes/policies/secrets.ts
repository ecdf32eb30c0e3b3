import { SECRET_ENVIRONMENT_ANNOTATION } from '../applications/monitoring/twistlock.ts';
import { type JsonObject, listAt, named, objectAt, ofKind, textAt } from '../checks/view.ts';
import { podTemplates } from './pods.ts';
import type { Policy } from './policy.ts';

const SECRET_NAME = /(PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|PRIVATE_KEY|API_KEY)/;
/** Where to find secrets, and of what kind, is no secret. */
const HARMLESS = /(_FILE|_PATH|_PREFIX|^TANDEM_SECRETS)$/;
const PASSWORD_IN_URL = /:\/\/[^/\s:@]*:[^/\s@]+@/;
const KEY_MATERIAL = /-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b/;

export const secrets: Policy = {
  name: 'secrets',
  says: 'no manifest holds the value of a secret, and no environment carries one',
  findings: ({ topology, objects }) => [
    ...ofKind(objects, 'Secret')
      .filter(({ object }) => [object.data, object.stringData].some((data) => data !== undefined))
      .map(
        (one) => `${named(one)}: holds values; secrets come from Secrets Manager or an operator`,
      ),
    ...objects
      .filter(({ object }) => texts(object).some((text) => KEY_MATERIAL.test(text)))
      .map((one) => `${named(one)}: holds the key of somebody`),
    ...podTemplates(objects).flatMap(({ owner, containers }) =>
      containers.flatMap((container) =>
        inEnvironment(
          container,
          topology.identity.leastPrivilege.forbiddenVariables,
          textAt(
            objectAt(owner.object, 'metadata', 'annotations'),
            SECRET_ENVIRONMENT_ANNOTATION,
          ) !== '',
        ).map((text) => `${named(owner)}: ${text}`),
      ),
    ),
  ],
};

function inEnvironment(
  container: JsonObject,
  forbidden: readonly string[],
  excused: boolean,
): string[] {
  const whole = listAt(container, 'envFrom').filter((one) => 'secretRef' in Object(one));
  return [
    ...whole.map(() => 'takes all variables of a secret'),
    ...listAt(container, 'env').flatMap((variable) => {
      const [name, value] = [textAt(variable, 'name'), textAt(variable, 'value')];
      if (forbidden.includes(name)) return [`${name} is for nobody: pods have roles`];
      if ('secretKeyRef' in objectAt(variable, 'valueFrom')) {
        if (excused) return [];
        return [`${name} is a secret in the environment, where every child process has it`];
      }
      if (SECRET_NAME.test(name) && !HARMLESS.test(name)) {
        return [`${name} looks like a secret: give ${name}_FILE`];
      }
      return PASSWORD_IN_URL.test(value) ? [`${name} holds a password`] : [];
    }),
  ];
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}
