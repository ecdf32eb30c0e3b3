import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { isObject, type Json, type JsonObject, objectAt } from '../framework/tidy.ts';
import { mirrorConfiguration, mirrorDirectory } from '../tools/mirror.mjs';
import { type Ran, run } from './run.ts';
import type { Subject, WrittenStack } from './stage.ts';

/** Stacks that terraform works on at once: each starts a provider that fills a core. */
export const AT_ONCE = Math.max(2, availableParallelism());

/** A closed port of this machine: whoever needs an answer of AWS fails at once. */
export const DEAD_ENDPOINT = 'http://127.0.0.1:9';

/** Why terraform cannot work here, or undefined when it can. */
export async function missingTerraform(): Promise<string | undefined> {
  const { status } = await run('terraform', ['version'], {});
  if (status !== 0) return 'terraform is not installed';
  const configured = process.env.TF_CLI_CONFIG_FILE;
  if (configured !== undefined && existsSync(configured)) return undefined;
  return mirrorDirectory() === undefined ? 'there is no mirror of the AWS provider' : undefined;
}

/** Only AWS has a provider that can be had offline; the rest is checked by its types and our policies. */
export const isAwsOnly = ({ json }: WrittenStack): boolean =>
  Object.keys(objectAt(json, 'provider')).every((name) => name === 'aws');

export const awsStacks = ({ stacks }: Pick<Subject, 'stacks'>): WrittenStack[] =>
  stacks.filter(isAwsOnly);

export function otherProviders({ stacks }: Subject): string {
  const names = stacks.filter((stack) => !isAwsOnly(stack)).map(({ name }) => name);
  return names.length === 0 ? '' : `; by type and policy only: ${names.join(', ')}`;
}

/** Nothing of the caller reaches a real account: no profile, no credentials, no variables. */
export function isolated(subject: Subject, endpoint: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|TF_)/.test(name));
  const configured = process.env.TF_CLI_CONFIG_FILE;
  return {
    ...Object.fromEntries(kept),
    ...(configured !== undefined && existsSync(configured)
      ? { TF_CLI_CONFIG_FILE: configured }
      : mirrorConfiguration(subject.workDir)),
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_CONFIG_FILE: join(subject.workDir, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(subject.workDir, 'no-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** A copy of the stack to work in, as it is or changed; made once for each stack and kind. */
export function workingCopy(
  { workDir }: Subject,
  kind: string,
  { name, directory }: WrittenStack,
  json?: JsonObject,
): string {
  const copy = join(workDir, kind, name);
  if (!existsSync(copy)) {
    mkdirSync(copy, { recursive: true });
    for (const file of ['main.tf.json', 'stack.tftest.json']) {
      cpSync(join(directory, file), join(copy, file));
    }
  }
  if (json !== undefined) writeFileSync(join(copy, 'main.tf.json'), JSON.stringify(json, null, 2));
  return copy;
}

/** The stack with its state at home and a provider that asks nobody who it is. */
export function offline(stack: JsonObject, settings: JsonObject = {}): JsonObject {
  const { backend: _, ...terraform } = objectAt(stack, 'terraform');
  const provider = Object.fromEntries(
    Object.entries(objectAt(stack, 'provider')).map(([name, instances]): [string, Json] => [
      name,
      [instances ?? []].flat().map((instance) => ({ ...withoutGuard(instance), ...settings })),
    ]),
  );
  return { ...stack, terraform, provider };
}

function withoutGuard(instance: Json): JsonObject {
  const { allowed_account_ids: _, ...rest } = isObject(instance) ? instance : {};
  return {
    ...rest,
    skip_credentials_validation: true,
    skip_requesting_account_id: true,
    max_retries: 1,
  };
}

/** The messages of `terraform … -json`, one object a line; what is no JSON is left out. */
export function messagesOf({ stdout }: Ran): JsonObject[] {
  return stdout.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    const message: unknown = JSON.parse(line);
    return isObject(message) ? [message] : [];
  });
}

/** Errors as one line each, led by the stack. */
export function errorsOf(stack: string, ran: Ran): string[] {
  const errors = messagesOf(ran)
    .filter((message) => message['@level'] === 'error' || message.severity === 'error')
    .map((message) => {
      const { summary, detail, address } = objectAt(message, 'diagnostic');
      const text = [address, summary ?? message['@message'], detail].filter(Boolean).join(': ');
      return text.replace(/\s+/g, ' ');
    });
  if (errors.length > 0) return errors.map((error) => `${stack}: ${error}`);
  return ran.status === 0 ? [] : [`${stack}: ${oneLine(ran.stderr) || oneLine(ran.stdout)}`];
}

const oneLine = (text: string): string =>
  text
    .replace(/[╷│╵\s]+/g, ' ')
    .trim()
    .slice(0, 600);
