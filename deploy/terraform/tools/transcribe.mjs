// Transcribes schemas/cloudflare.json from the documentation of the provider, which its authors generate
// from the schema: `node deploy/terraform/tools/transcribe.mjs <checkout of the provider>`.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROVIDER = 'registry.terraform.io/cloudflare/cloudflare';
const schemas = join(dirname(dirname(fileURLToPath(import.meta.url))), 'schemas');
const { version, resources } = JSON.parse(
  readFileSync(join(schemas, 'types.json'), 'utf8'),
).cloudflare;

/** What is of several types is used as text here. */
const SCALARS = { String: 'string', Number: 'number', Boolean: 'bool', Dynamic: 'string' };
const NESTING = {
  Attributes: 'single',
  'Attributes List': 'list',
  'Attributes Set': 'set',
  'Attributes Map': 'map',
};

/** `Map of List of String` is ["map", ["list", "string"]]. */
function typeOf(text) {
  const [, outer, inner] = /^(List|Set|Map) of (.+)$/.exec(text) ?? [];
  if (outer !== undefined) return [outer.toLowerCase(), typeOf(inner)];
  if (SCALARS[text] === undefined) throw new Error(`unknown type: ${text}`);
  return SCALARS[text];
}

/** The attributes of every object of a page by its path, '' for the resource itself. */
function objectsOf(page) {
  const objects = new Map([['', []]]);
  let path = '';
  let flag = '';
  for (const line of page.slice(page.indexOf('\n## Schema')).split('\n')) {
    const nested = /^### Nested Schema for `([^`]+)`/.exec(line);
    if (nested !== null) {
      path = nested[1];
      objects.set(path, []);
      continue;
    }
    const section = /^(?:### )?(Required|Optional|Read-Only):?$/.exec(line);
    if (section !== null) flag = section[1];
    if (line === '## Import') break;
    const item = /^- `([a-z0-9_]+)` \(([^)]+)\)/.exec(line);
    if (item !== null) objects.get(path).push({ name: item[1], type: item[2], flag });
  }
  return objects;
}

const FLAGS = {
  Required: { required: true },
  Optional: { optional: true },
  'Read-Only': { computed: true },
};

function attributesOf(objects, path) {
  const entries = (objects.get(path) ?? []).map(({ name, type, flag }) => {
    const [text, ...marks] = type.split(', ');
    const common = { ...FLAGS[flag], ...(marks.includes('Sensitive') ? { sensitive: true } : {}) };
    const nesting_mode = NESTING[text];
    if (nesting_mode === undefined) return [name, { type: typeOf(text), ...common }];
    const attributes = attributesOf(objects, path === '' ? name : `${path}.${name}`);
    return [name, { nested_type: { attributes, nesting_mode }, ...common }];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function schemaOf(page) {
  const attributes = attributesOf(objectsOf(page), '');
  if (Object.keys(attributes).length === 0) throw new Error('the page has no schema');
  return { version: 0, block: { attributes } };
}

const checkout = process.argv[2];
if (checkout === undefined) throw new Error('give the checkout of the provider');
const lines = resources.map((type) => {
  const file = join(checkout, 'docs/resources', `${type.replace('cloudflare_', '')}.md`);
  return `${JSON.stringify(type)}:${JSON.stringify(schemaOf(readFileSync(file, 'utf8')))}`;
});
const source = `docs/resources of github.com/cloudflare/terraform-provider-cloudflare, version ${version}`;
writeFileSync(
  join(schemas, 'cloudflare.json'),
  `{"source":${JSON.stringify(source)},
"format_version":"1.0",
"provider_versions":${JSON.stringify({ [PROVIDER]: version })},
"provider_schemas":{${JSON.stringify(PROVIDER)}:{
"provider":{"version":0,"block":{"attributes":{"base_url":{"type":"string","optional":true}}}},
"resource_schemas":{
${lines.join(',\n')}
},
"data_source_schemas":{}}}}
`,
);
