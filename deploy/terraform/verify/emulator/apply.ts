import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { variableName } from '../../framework/names.ts';
import { isObject, type Json, type JsonObject, objectAt } from '../../framework/tidy.ts';
import { type Ran, run } from '../run.ts';
import type { Subject, WrittenStack } from '../stage.ts';
import { errorsOf, isolated, workingCopy } from '../terraform.ts';
import { type Emulated, emulated } from './emulated.ts';
import { KNOWN_DRIFT } from './limits.ts';

/** A resource as terraform knows it after it was applied. */
export interface Applied {
  readonly stack: string;
  readonly type: string;
  readonly name: string;
  readonly values: JsonObject;
}

export interface Application {
  readonly resources: readonly Applied[];
  /** What another stack takes, in Terraform's words. */
  readonly exports: Json;
  readonly left: readonly string[];
  readonly drift: readonly string[];
  readonly findings: readonly string[];
}

/** Applies one stack to the emulator, then plans it again. */
export async function applyStack(
  subject: Subject,
  stack: WrittenStack,
  endpoint: string,
  taken: ReadonlyMap<string, Json>,
): Promise<Application> {
  const region = subject.manifest.stacks.find(({ name }) => name === stack.name)?.region ?? '';
  const made = emulated(stack.json, region);
  const cwd = workingCopy(subject, 'emulated', stack, made.stack);
  const env = isolated(subject, endpoint);
  writeFileSync(join(cwd, 'taken.json'), JSON.stringify(variablesOf(stack, taken)));
  const terraform = (...args: string[]): Promise<Ran> => run('terraform', args, { cwd, env });

  const init = await terraform('init', '-input=false', '-no-color');
  if (init.status !== 0) return broken(made, errorsOf(stack.name, init));
  const given = ['-json', '-input=false', '-var-file=taken.json'];
  const apply = await terraform('apply', ...given, '-auto-approve', '-parallelism=8');
  if (apply.status !== 0) return broken(made, errorsOf(stack.name, apply));
  const again = await terraform('plan', ...given, '-detailed-exitcode', '-out=again');
  // Not `show`: it starts the provider, for seconds, to tell the same.
  const state = await terraform('state', 'pull');
  const changes = again.status === 2 ? await terraform('show', '-json', 'again') : undefined;
  return {
    ...readState(stack.name, state),
    left: made.left,
    ...sortedDrift(stack.name, changes),
    ...(again.status === 1 ? { findings: errorsOf(stack.name, again) } : {}),
  };
}

const broken = ({ left }: Emulated, findings: readonly string[]): Application => ({
  resources: [],
  exports: null,
  left,
  drift: [],
  findings,
});

/** What the earlier stacks exported; a sample for what no emulator could apply. */
function variablesOf({ test }: WrittenStack, taken: ReadonlyMap<string, Json>): JsonObject {
  const samples = objectAt(test, 'variables');
  const real = [...taken].map(([stack, value]): [string, Json] => [variableName(stack), value]);
  const known = Object.fromEntries(real.filter(([name]) => name in samples));
  return Object.fromEntries(
    Object.entries(samples).map(([name, sample]): [string, Json] => {
      const value = known[name];
      return [name, isObject(value) && isObject(sample) ? { ...sample, ...value } : sample];
    }),
  );
}

function readState(stack: string, { stdout }: Ran): Pick<Application, 'resources' | 'exports'> {
  const state: unknown = JSON.parse(stdout);
  const { resources } = isObject(state) ? state : {};
  const found = Array.isArray(resources) ? resources.filter(isObject) : [];
  return {
    exports: objectAt(objectAt(state, 'outputs'), 'exports').value ?? null,
    resources: found
      .filter(({ mode }) => mode === 'managed')
      .flatMap(({ type, name, instances }) =>
        [instances ?? []].flat().map((instance) => ({
          stack,
          type: String(type),
          name: String(name),
          values: objectAt(instance, 'attributes'),
        })),
      ),
  };
}

/** Changes that the second plan still wants: the emulator's, which are known by name, and real ones. */
function sortedDrift(
  stack: string,
  plan: Ran | undefined,
): Pick<Application, 'drift' | 'findings'> {
  if (plan === undefined) return { drift: [], findings: [] };
  const { resource_changes: changes } = objectAt({ plan: JSON.parse(plan.stdout) }, 'plan');
  const wanted = (Array.isArray(changes) ? changes.filter(isObject) : []).flatMap(wantedBy);
  const isKnown = ({ type, attribute }: Wanted) =>
    KNOWN_DRIFT.some((drift) => drift.type === type && drift.attribute === attribute);
  const said = ({ address, attribute }: Wanted) => `${stack}: ${address}.${attribute}`;
  return {
    drift: wanted.filter(isKnown).map(said),
    findings: wanted
      .filter((one) => !isKnown(one))
      .map((one) => `${said(one)}: a second plan wants to change it`),
  };
}

interface Wanted {
  readonly address: string;
  readonly type: string;
  readonly attribute: string;
}

function wantedBy(resource: JsonObject): Wanted[] {
  const change = objectAt(resource, 'change');
  const actions = [change.actions ?? []].flat().map(String);
  if (actions.every((action) => action === 'no-op' || action === 'read')) return [];
  const before = objectAt(change, 'before');
  const after = objectAt(change, 'after');
  const unknown = objectAt(change, 'after_unknown');
  const names = new Set([...Object.keys(after), ...Object.keys(unknown)]);
  const changed = [...names].filter(
    (name) =>
      unknown[name] !== true && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const of = { address: String(resource.address), type: String(resource.type) };
  const attributes = changed.length === 0 ? [actions.join('+')] : changed;
  return attributes.map((attribute) => ({ ...of, attribute }));
}
