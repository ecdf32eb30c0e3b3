import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { activeRegion, passiveRegions, type Region, type Topology } from '@tandem/topology';
import { App, Aspects, TerraformVariable } from 'cdktn';
import { StackContext } from './context.ts';
import { resolved, sampleVariables, testFile } from './expectations.ts';
import { type Manifest, type ManifestStack, passingOf } from './manifest.ts';
import { stackName, systemName, variableName } from './names.ts';
import { applyOrder, newPassing, objectType, type Passing, passingProblems } from './passing.ts';
import { PROVIDER_VERSIONS, TERRAFORM_VERSION } from './providers.ts';
import { StackError, type StackSpec } from './spec.ts';
import { NamedStack } from './stack.ts';
import { backendOf } from './state.ts';
import { RowTags } from './tags.ts';
import { type JsonObject, tidied } from './tidy.ts';

export interface Rendered {
  readonly manifest: Manifest;
  /** The stacks by their full names, as Terraform reads them. */
  readonly stacks: ReadonlyMap<string, JsonObject>;
  /** Their tests, by the same names. */
  readonly tests: ReadonlyMap<string, JsonObject>;
}

/** Where a system stack is applied through: the standby, so that it can be when the active is lost. */
function homeRegion(topology: Topology): Region {
  return passiveRegions(topology)[0] ?? activeRegion(topology);
}

/** The stacks of the topology, in the order in which they are applied. Writes nothing that stays. */
export function render(topology: Topology, specs: readonly StackSpec[]): Rendered {
  const workDir = mkdtempSync(join(tmpdir(), 'tandem-synth-'));
  try {
    const app = new App({ outdir: workDir, stackTraces: false });
    const contexts = specs.flatMap((spec) => build(app, spec, topology));
    const passing = new Map(contexts.map((context) => [context.name, context.passing]));
    const problems = passingProblems(passing);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    app.synth();
    const known = new Map(contexts.map((context) => [context.name, context]));
    const ordered = applyOrder(passing).flatMap((name) => known.get(name) ?? []);
    const stacks = new Map(ordered.map((one) => [one.name, synthesized(workDir, one)]));
    const regionOf = (name: string) => known.get(name)?.region.name ?? '';
    const test = ({ name, stack, passing: own, asked, expectations }: StackContext) => {
      const variables = {
        ...sampleVariables(own, passing, regionOf),
        ...Object.fromEntries(asked),
      };
      const asserted = expectations.map(({ condition, why }) => ({
        condition: resolved(stack, condition),
        why,
      }));
      return testFile(stacks.get(name) ?? {}, variables, asserted);
    };
    return {
      manifest: { system: systemName(topology), stacks: ordered.map(manifestOf) },
      stacks,
      tests: new Map(ordered.map((one) => [one.name, test(one)])),
    };
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

function build(app: App, spec: StackSpec, topology: Topology): StackContext[] {
  const regions = spec.scope === 'region' ? topology.regions : [homeRegion(topology)];
  return regions.map((region) => {
    const name = stackName(spec.name, spec.scope === 'region' ? region.name : undefined);
    const stack = new NamedStack(app, name);
    const context = new StackContext(stack, spec, topology, region, newPassing());
    spec.build(context);
    context.close(declareTaken);
    Aspects.of(stack).add(new RowTags(context));
    const shared = stack.sharedAddresses();
    if (shared.length > 0) throw new StackError(name, `two elements are ${shared.join(', ')}`);
    return context;
  });
}

function declareTaken(stack: NamedStack, { takes }: Passing): void {
  for (const [from, fields] of takes) {
    new TerraformVariable(stack, variableName(from), {
      type: objectType(fields),
      description: `The output "exports" of the stack ${from}.`,
      nullable: false,
    });
  }
}

function manifestOf({ name, spec, region, passing }: StackContext): ManifestStack {
  const { purpose, scope, state, rows } = spec;
  const { name: regionName, role } = region;
  return { name, purpose, scope, region: regionName, role, state, rows, ...passingOf(passing) };
}

function synthesized(workDir: string, { name, spec, reasons, region }: StackContext): JsonObject {
  const file = join(workDir, 'stacks', name, 'cdk.tf.json');
  const stack: JsonObject = JSON.parse(readFileSync(file, 'utf8'));
  const wildcards = Object.fromEntries([...reasons].sort());
  return tidied(
    stack,
    { purpose: spec.purpose, wildcards },
    {
      terraform: TERRAFORM_VERSION,
      providers: PROVIDER_VERSIONS,
      backend: backendOf(spec.state, name, region.name),
    },
  );
}
