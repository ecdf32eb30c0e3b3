import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { contradictions, type OptionValues, serveConfigOf, servicesOf } from './assemble.ts';
import { type OptionName, type OptionSpec, SERVE_OPTIONS } from './options.ts';
import type { ServeConfig, Services } from './serve-config.ts';
import { SERVICE_OPTIONS } from './service-options.ts';

export interface ConfigSource {
  /** Parsed flags by their name without `--`. A flag wins over every variable. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** One sentence for each problem: where the value came from, what kind it is, what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}

type OptionValue = string | number | boolean | readonly string[];
interface Given {
  readonly origin: string;
  readonly raw: string | boolean;
}

const ajv = new Ajv({ strict: true, allErrors: false });
const validators = new Map<OptionName, ValidateFunction>();

/** Reads, checks and freezes the configuration of `tandem serve`. Throws ConfigError with every problem. */
export function readServeConfig(source: ConfigSource): ServeConfig {
  const names = Object.keys(SERVE_OPTIONS) as OptionName[];
  return serveConfigOf(readOptions(names, source));
}

/** What `tandem serve` in this region would be told about the services. Throws ConfigError. */
export function readServices(region: string, environment: ConfigSource['environment']): Services {
  const names = Object.keys(SERVICE_OPTIONS) as (keyof typeof SERVICE_OPTIONS)[];
  return servicesOf(readOptions(names, { flags: { region }, environment }));
}

/** The variable that gives an option in this region, or would: what errors name. */
export function originOf(
  name: keyof typeof SERVICE_OPTIONS,
  region: string,
  environment: ConfigSource['environment'],
): string {
  const { variable } = SERVICE_OPTIONS[name];
  const names = namesOf(variable, region).flatMap((each) => [each, `${each}_FILE`]);
  return names.find((each) => environment[each] !== undefined) ?? variable;
}

/** Throws ConfigError with every problem. */
function readOptions(names: readonly OptionName[], source: ConfigSource): OptionValues {
  const problems: string[] = [];
  const values: Partial<Record<OptionName, OptionValue>> = {};
  for (const name of names) {
    try {
      const value = readOption(name, SERVE_OPTIONS[name], source);
      if (value !== undefined) values[name] = value;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
    }
  }
  // Every value was checked by the schema of its option.
  const checked = values as OptionValues;
  problems.push(...contradictions(checked));
  if (problems.length > 0) throw new ConfigError(problems);
  return checked;
}

function readOption(name: OptionName, spec: OptionSpec, source: ConfigSource) {
  const given = find(spec, source);
  if (!given) {
    if (spec.default !== undefined || spec.optional) return spec.default;
    throw new ConfigError([
      `--${spec.flag} or ${spec.variable} is required: ${spec.kind}, ${spec.allowed}`,
    ]);
  }
  const value = convert(spec, given.raw);
  if (!validatorOf(name, spec)(value)) {
    throw new ConfigError([
      `${given.origin} has ${kindOf(given.raw)}; it takes ${article(spec.kind)}: ${spec.allowed}`,
    ]);
  }
  return value;
}

function find(spec: OptionSpec, { flags, environment }: ConfigSource): Given | undefined {
  const flag = flags[spec.flag];
  if (flag !== undefined) return { origin: `--${spec.flag}`, raw: flag };
  const region = flags.region ?? environment.TANDEM_REGION;
  for (const variable of namesOf(spec.variable, region)) {
    const raw = environment[variable];
    const file = spec.secret ? environment[`${variable}_FILE`] : undefined;
    if (raw !== undefined && file !== undefined) {
      throw new ConfigError([`${variable} and ${variable}_FILE are both set; keep one of them`]);
    }
    if (raw !== undefined) return { origin: variable, raw };
    if (file !== undefined) {
      return { origin: `${variable}_FILE`, raw: readSecret(`${variable}_FILE`, file) };
    }
  }
  return undefined;
}

/** That of the region wins over the plain one. */
function namesOf(variable: string, region: string | boolean | undefined): readonly string[] {
  if (typeof region !== 'string') return [variable];
  return [`${variable}_${region.toUpperCase().replaceAll('-', '_')}`, variable];
}

function readSecret(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ConfigError([`${variable} names a file that cannot be read (${code}): a path`]);
  }
}

function convert(spec: OptionSpec, raw: string | boolean): OptionValue {
  if (typeof raw === 'boolean') return raw;
  if (spec.kind === 'integer' && /^-?[0-9]{1,15}$/.test(raw)) return Number(raw);
  if (spec.kind === 'boolean' && (raw === 'true' || raw === 'false')) return raw === 'true';
  if (spec.kind === 'list') return raw.split(',').map((item) => item.trim());
  return raw;
}

function validatorOf(name: OptionName, spec: OptionSpec): ValidateFunction {
  let validate = validators.get(name);
  if (!validate) {
    validate = ajv.compile(spec.schema);
    validators.set(name, validate);
  }
  return validate;
}

/** Says what was given without repeating it: the value may be a secret in the wrong place. */
function kindOf(raw: string | boolean): string {
  if (typeof raw === 'boolean') return `the boolean ${raw}`;
  if (raw === '') return 'an empty text';
  if (/^-?[0-9]{1,15}$/.test(raw)) return `the integer ${raw}`;
  return `a text of ${raw.length} characters`;
}

function article(kind: OptionSpec['kind']): string {
  return kind === 'integer' ? `an ${kind}` : `a ${kind}`;
}
