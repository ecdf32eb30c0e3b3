import { type Region, type RowId, regionNamed, type Topology } from '@tandem/topology';
import { TerraformOutput, TerraformVariable, Token } from 'cdktn';
import type { AwsProvider } from '#aws/provider';
import { regionalName, snakeCase, stackName, stateBucketPrefix, systemName } from './names.ts';
import {
  type Fields,
  type Passing,
  recordTake,
  referencesTo,
  type Shape,
  type Values,
} from './passing.ts';
import { policyText, type Statement } from './policy.ts';
import { awsProvider } from './providers.ts';
import type { Sample } from './samples.ts';
import { type Expectation, expression, StackError, type StackSpec } from './spec.ts';
import { type NamedStack, RowScope } from './stack.ts';

/** A variable that whoever applies the stack gives, as a file of variables or as TF_VAR_name. */
export interface Question {
  readonly description: string;
  /** Stands for it where there is no account. */
  readonly sample: Sample;
  /** A type of Terraform; `string` unless given. */
  readonly type?: string;
  /** Kept out of what Terraform prints. */
  readonly sensitive?: boolean;
  /** For what may be left out. */
  readonly default?: Sample;
}

type Exported = string | number | readonly string[] | Readonly<Record<string, string>>;

/** What a stack is built with. */
export class StackContext {
  readonly stack: NamedStack;
  readonly name: string;
  readonly spec: StackSpec;
  readonly topology: Topology;
  /** The region of a regional stack; of any other the one that it is applied through. */
  readonly region: Region;
  /** The account that everything is in, a variable: `"${var.account_id}"`. */
  readonly accountId: string;
  readonly passing: Passing;
  /** Why a statement of a policy has a wildcard, by its sid. */
  readonly reasons = new Map<string, string>();
  readonly expectations: Expectation[] = [];
  /** Samples of what the stack asks for, by the name of the variable. */
  readonly asked = new Map<string, Sample>();
  readonly #scopes = new Map<string, RowScope>();
  readonly #providers = new Map<string, AwsProvider>();
  readonly #exports: Record<string, Exported> = {};

  constructor(
    stack: NamedStack,
    spec: StackSpec,
    topology: Topology,
    region: Region,
    passing: Passing,
  ) {
    this.stack = stack;
    this.name = stack.node.id;
    this.spec = spec;
    this.topology = topology;
    this.region = region;
    this.passing = passing;
    const account = new TerraformVariable(stack, 'account_id', {
      type: 'string',
      description: 'The AWS account of the system, 12 digits.',
      nullable: false,
      validation: [
        {
          condition: expression('can(regex("^[0-9]{12}$", var.account_id))'),
          errorMessage: 'An account id has 12 digits.',
        },
      ],
    });
    this.accountId = account.stringValue;
    awsProvider(stack, this.name, topology, region, this.accountId);
  }

  /** The scope of what implements these rows: the first argument of every resource. */
  for(...rows: readonly RowId[]): RowScope {
    const key = rows.join(' ');
    const scope = this.#scopes.get(key) ?? new RowScope(this.stack, rows);
    this.#scopes.set(key, scope);
    return scope;
  }

  /** The provider of another region, or undefined for the stack's own, which needs no naming. */
  providerIn(regionName: string): AwsProvider | undefined {
    if (regionName === this.region.name) return undefined;
    const region = regionNamed(this.topology, regionName);
    const known = this.#providers.get(regionName);
    if (known !== undefined) return known;
    const { stack, name, topology, accountId } = this;
    const provider = awsProvider(stack, name, topology, region, accountId, regionName);
    this.#providers.set(regionName, provider);
    return provider;
  }

  /** The regions other than the stack's own. */
  get others(): readonly Region[] {
    return this.topology.regions.filter(({ name }) => name !== this.region.name);
  }

  /** `tandem-atnt-use1-<suffix>`. */
  named(suffix: string, region: Region = this.region): string {
    return regionalName(this.topology, region, suffix);
  }

  /** `tandem-atnt-<suffix>`, for what is not of a region, such as a role. */
  systemNamed(suffix: string): string {
    return `${systemName(this.topology)}-${suffix}`;
  }

  /** Bucket names are unique in the world: with the account. */
  bucketNamed(suffix: string, region: Region = this.region): string {
    return `${this.named(suffix, region)}-${this.accountId}`;
  }

  stateBucket(region: Region = this.region): string {
    return `${stateBucketPrefix(this.topology, region)}-${this.accountId}`;
  }

  /** A policy as the text that AWS takes. */
  policy(...statements: readonly Statement[]): string {
    return policyText(this.name, statements, this.reasons);
  }

  /**
   * Something that must be true of the plan, in the words of Terraform, such as
   * `aws_x.y.percentage == 20`; `why` is what a failed test says.
   */
  expect(condition: string, why: string): void {
    if (Token.isUnresolved(condition)) {
      throw new StackError(this.name, `expects of a token, which no test resolves: ${why}`);
    }
    this.expectations.push({ condition, why });
  }

  /** Asks whoever applies the stack for a value that no other stack has. */
  ask(name: string, question: Question): TerraformVariable {
    const { sample, description, type = 'string', sensitive = false, default: usual } = question;
    this.asked.set(name, sample);
    return new TerraformVariable(this.stack, name, {
      type,
      description,
      sensitive,
      nullable: false,
      ...(usual === undefined ? {} : { default: usual }),
    });
  }

  /** Gives values to other stacks; all of them are fields of the one output `exports`. */
  export(values: Readonly<Record<string, Exported>>): void {
    for (const [field, value] of Object.entries(values)) {
      if (field in this.#exports) throw new StackError(this.name, `exports ${field} twice`);
      this.#exports[field] = value;
      this.passing.exports.set(field, shapeOf(value));
    }
  }

  /** Takes from a system stack, or from the regional stack of this region. */
  take<const F extends Fields>(from: string, fields: F): Values<F> {
    return this.#takeFrom(stackName(from), fields);
  }

  /** Takes from the regional stack of a region; by default of this one. */
  takeRegional<const F extends Fields>(
    from: string,
    fields: F,
    region: Region = this.region,
  ): Values<F> {
    return this.#takeFrom(stackName(from, region.name), fields);
  }

  #takeFrom<const F extends Fields>(from: string, fields: F): Values<F> {
    recordTake(this.name, this.passing, from, fields);
    return referencesTo(from, fields);
  }

  /** Called when the stack is built: declares the output and the variables of what was passed. */
  close(declare: (stack: NamedStack, passing: Passing) => void): void {
    declare(this.stack, this.passing);
    const entries = Object.entries(this.#exports);
    if (entries.length === 0) return;
    new TerraformOutput(this.stack, 'exports', {
      description: 'What other stacks take.',
      value: Object.fromEntries(entries.map(([field, value]) => [snakeCase(field), value])),
    });
  }
}

/** A list that is only known when it is applied has one element for each zone. */
const ZONES = ['0', '1', '2'];

function shapeOf(value: Exported): Shape {
  if (typeof value === 'string') return { kind: 'string', keys: [] };
  if (typeof value === 'number') return { kind: 'number', keys: [] };
  const known = Token.isUnresolved(value) ? ZONES : Object.keys(value);
  return { kind: Array.isArray(value) ? 'strings' : 'map', keys: known };
}
