// Re-makes schemas/aws.json: what the installed AWS provider says of the types in schemas/types.json.
// Needs terraform and a mirror that has the provider: `node deploy/terraform/tools/schema.mjs`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mirrorConfiguration } from './mirror.mjs';

const PROVIDER = 'registry.terraform.io/hashicorp/aws';
const VERSION = '5.100.0';
const schemas = join(dirname(dirname(fileURLToPath(import.meta.url))), 'schemas');
const types = JSON.parse(readFileSync(join(schemas, 'types.json'), 'utf8')).aws;

/** The whole schema, 13 MB of it. */
function installed() {
  const dir = mkdtempSync(join(tmpdir(), 'tandem-schema-'));
  try {
    const required = { aws: { source: 'hashicorp/aws', version: VERSION } };
    const configuration = { terraform: { required_providers: required } };
    writeFileSync(join(dir, 'main.tf.json'), JSON.stringify(configuration));
    const env = { ...process.env, ...mirrorConfiguration(dir) };
    const run = (...args) => {
      const result = spawnSync('terraform', args, { cwd: dir, env, maxBuffer: 1 << 28 });
      if (result.status !== 0) throw new Error(`terraform ${args[0]}: ${result.stderr}`);
      return result.stdout.toString();
    };
    run('init', '-input=false');
    return JSON.parse(run('providers', 'schema', '-json'));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Prose doubles the size and generates nothing but comments. An attribute may bear the name too. */
const NO_PROSE = new Set(['description', 'description_kind']);

function picked(all, names) {
  const missing = names.filter((name) => all[name] === undefined);
  if (missing.length > 0) throw new Error(`not in the provider: ${missing.join(', ')}`);
  return Object.fromEntries([...names].sort().map((name) => [name, all[name]]));
}

function filtered(schema) {
  const { provider, resource_schemas, data_source_schemas } = schema.provider_schemas[PROVIDER];
  const keep = ([name]) => types.provider.includes(name);
  const block = {
    ...provider.block,
    attributes: Object.fromEntries(Object.entries(provider.block.attributes).filter(keep)),
    block_types: Object.fromEntries(Object.entries(provider.block.block_types).filter(keep)),
  };
  return {
    format_version: schema.format_version,
    provider_versions: { [PROVIDER]: VERSION },
    provider_schemas: {
      [PROVIDER]: {
        provider: { ...provider, block },
        resource_schemas: picked(resource_schemas, types.resources),
        data_source_schemas: picked(data_source_schemas, types.data),
      },
    },
  };
}

/** One line for each type, so that a review sees which type changed. */
function written(schema) {
  const bare = (value) =>
    JSON.stringify(value, (key, item) =>
      NO_PROSE.has(key) && typeof item === 'string' ? undefined : item,
    );
  const { provider, resource_schemas, data_source_schemas } = schema.provider_schemas[PROVIDER];
  const lines = (map) =>
    Object.entries(map)
      .map(([name, value]) => `${JSON.stringify(name)}:${bare(value)}`)
      .join(',\n');
  return `{"format_version":${JSON.stringify(schema.format_version)},
"provider_versions":${bare(schema.provider_versions)},
"provider_schemas":{${JSON.stringify(PROVIDER)}:{
"provider":${bare(provider)},
"resource_schemas":{
${lines(resource_schemas)}
},
"data_source_schemas":{
${lines(data_source_schemas)}
}}}}
`;
}

writeFileSync(join(schemas, 'aws.json'), written(filtered(installed())));
