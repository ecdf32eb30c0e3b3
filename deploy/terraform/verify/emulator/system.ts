import { variableName } from '../../framework/names.ts';
import { type Json, type JsonObject, objectAt } from '../../framework/tidy.ts';
import type { Subject, WrittenStack } from '../stage.ts';
import { awsStacks } from '../terraform.ts';
import { type Emulated, emulated } from './emulated.ts';

/** The whole system as the emulator can take it: a module for each stack, and one root that joins them. */
export interface System {
  readonly root: JsonObject;
  readonly modules: readonly { readonly of: WrittenStack; readonly json: JsonObject }[];
  /** Addresses that the emulator cannot take, led by their stack. */
  readonly left: readonly string[];
  /** Stacks of which nothing remains. */
  readonly nothingOf: readonly string[];
}

/**
 * One root, because each run of Terraform spends seconds on the schema of the provider alone, and because
 * what waits in one stack need not keep the others. A stack keeps its own providers: its region, its tags.
 */
export function emulatedSystem(subject: Pick<Subject, 'manifest' | 'stacks'>): System {
  const all = awsStacks(subject).map((of) => ({ of, ...emulated(of.json, regionOf(subject, of)) }));
  const kept = all.filter((one) => addressesOf(one).length > 0);
  const names = kept.map(({ of }) => of.name);
  const calls = kept.map(({ of, stack }): [string, Json] => [
    of.name,
    { source: `./${of.name}`, ...given(of, stack, names) },
  ]);
  return {
    root: { module: Object.fromEntries(calls) },
    modules: kept.map((one) => ({ of: one.of, json: exportedWhenReady(one) })),
    left: all.flatMap(({ of, left }) => left.map((address) => `${of.name}: ${address}`)),
    nothingOf: all.map(({ of }) => of.name).filter((name) => !names.includes(name)),
  };
}

const regionOf = ({ manifest }: Pick<Subject, 'manifest'>, of: WrittenStack): string =>
  manifest.stacks.find(({ name }) => name === of.name)?.region ?? '';

function addressesOf({ stack }: Emulated): string[] {
  const resources = objectAt(stack, 'resource');
  return Object.keys(resources).flatMap((type) =>
    Object.keys(objectAt(resources, type)).map((name) => `${type}.${name}`),
  );
}

/** What the other stacks export; a sample where no emulator could make it, or where a person is asked. */
function given(of: WrittenStack, stack: JsonObject, applied: readonly string[]): JsonObject {
  const samples = objectAt(of.test, 'variables');
  const variables = Object.keys(objectAt(stack, 'variable')).map((variable): [string, Json] => {
    const from = applied.find((name) => variableName(name) === variable);
    return [variable, from === undefined ? (samples[variable] ?? null) : exportsOf(from)];
  });
  return Object.fromEntries(variables);
}

const exportsOf = (stack: string): string => `\${module.${stack}.exports}`;

/**
 * What another stack relies on without naming it: a load balancer writes to a bucket because of its policy.
 * A person applies one stack after the other; here nothing else would tell Terraform to wait for it.
 */
const RELIED_ON = ['aws_s3_bucket_policy'];

function exportedWhenReady(one: Emulated): JsonObject {
  const awaited = addressesOf(one).filter((address) =>
    RELIED_ON.some((type) => address.startsWith(`${type}.`)),
  );
  const output = objectAt(one.stack, 'output');
  const entries = Object.keys(output).map((name): [string, Json] => [
    name,
    { ...objectAt(output, name), depends_on: awaited },
  ]);
  return entries.length === 0 ? one.stack : { ...one.stack, output: Object.fromEntries(entries) };
}
