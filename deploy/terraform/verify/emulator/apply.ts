import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type JsonObject, objectAt } from '../../framework/tidy.ts';
import { type Ran, run } from '../run.ts';
import type { Subject } from '../stage.ts';
import { errorsOf, isolated, workingCopy } from '../terraform.ts';
import { type Drift, driftOf } from './drift.ts';
import type { System } from './system.ts';

/** A resource as terraform knows it after it was applied. */
export interface Applied {
  readonly stack: string;
  readonly type: string;
  readonly name: string;
  readonly values: JsonObject;
}

export interface Application {
  readonly resources: readonly Applied[];
  readonly drift: readonly string[];
  readonly findings: readonly string[];
}

/** Most of them wait for the emulator, which answers one at a time. */
const PARALLELISM = '-parallelism=16';

/** On a machine that does much else; alone it takes a minute. */
const LONGEST_MS = 1_200_000;

/** Applies the system to the emulator, then plans it again. */
export async function applySystem(
  subject: Subject,
  { root, modules }: System,
  endpoint: string,
): Promise<Application> {
  const cwd = join(subject.workDir, 'emulated');
  mkdirSync(cwd, { recursive: true });
  for (const { of, json } of modules) workingCopy(subject, 'emulated', of, json);
  writeFileSync(join(cwd, 'main.tf.json'), JSON.stringify(root, null, 2));
  const env = isolated(subject, endpoint);
  const terraform = (...args: string[]): Promise<Ran> =>
    run('terraform', args, { cwd, env, timeoutMs: LONGEST_MS });

  const init = await terraform('init', '-input=false', '-no-color');
  if (init.status !== 0) return broken(errorsOf('init', init));
  const given = ['-json', '-input=false', PARALLELISM];
  const apply = await terraform('apply', ...given, '-auto-approve');
  if (apply.status !== 0) return broken(errorsOf('apply', apply));
  const again = await terraform('plan', ...given, '-detailed-exitcode', '-out=again');
  if (again.status !== 0 && again.status !== 2) return broken(errorsOf('second plan', again));
  const { known, findings } = await wantedBy(again, () => terraform('show', '-json', 'again'));
  // Not `show`: it starts the provider, for seconds, to tell the same.
  const state = await terraform('state', 'pull');
  return { resources: resourcesIn(state), drift: known, findings };
}

const broken = (findings: readonly string[]): Application => ({
  resources: [],
  drift: [],
  findings,
});

async function wantedBy(again: Ran, show: () => Promise<Ran>): Promise<Drift> {
  if (again.status === 0) return { known: [], findings: [] };
  const { stdout } = await show();
  return driftOf(JSON.parse(stdout));
}

/** The format of a state, version 4: https://developer.hashicorp.com/terraform/internals/json-format. */
function resourcesIn({ stdout }: Ran): Applied[] {
  const state: unknown = JSON.parse(stdout);
  const { resources } = isObject(state) ? state : {};
  const found = Array.isArray(resources) ? resources.filter(isObject) : [];
  return found
    .filter(({ mode }) => mode === 'managed')
    .flatMap(({ module, type, name, instances }) =>
      [instances ?? []].flat().map((instance) => ({
        stack: String(module).replace(/^module\./, ''),
        type: String(type),
        name: String(name),
        values: objectAt(instance, 'attributes'),
      })),
    );
}
