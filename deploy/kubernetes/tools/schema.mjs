// Makes schemas/strict.json from the typings of kubernetes-models: a JSON Schema for each kind of kinds.json in
// which no field is unknown. Their own validators let any field pass, and a typo with it.
// node deploy/kubernetes/tools/schema.mjs && npx biome check --write deploy/kubernetes/schemas
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import TJS from 'typescript-json-schema';

const here = dirname(fileURLToPath(import.meta.url));
const schemas = join(here, '..', 'schemas');
const require = createRequire(import.meta.url);
const kinds = JSON.parse(readFileSync(join(schemas, 'kinds.json'), 'utf8'));

const packageOf = (path) =>
  path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');
const versionOf = (name) =>
  JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')).version;
/** `kubernetes-models/apps/v1` is apps/v1, `kubernetes-models/v1` is v1. */
const apiVersionOf = (path) => path.slice(packageOf(path).length + 1);

const entries = Object.entries(kinds).flatMap(([path, names]) =>
  names.map((name) => ({ path, name, id: `${apiVersionOf(path)} ${name}` })),
);
const source = [
  ...entries.map(
    ({ path, name }, at) => `import type { I${name} as K${at} } from '${path}/${name}';`,
  ),
  'export interface Kinds {',
  ...entries.map(({ id }, at) => `  ${JSON.stringify(id)}: K${at};`),
  '}',
].join('\n');

/** Words for people, and what Ajv would not know. */
const DROPPED = new Set(['description', 'defaultProperties', 'title', 'examples', '$schema']);

function bare(value, isMap = false) {
  if (Array.isArray(value)) return value.map((one) => bare(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => isMap || !DROPPED.has(key))
      .map(([key, one]) => [key, bare(one, key === 'properties' || key === 'definitions')]),
  );
}

/** Short names instead of those of the packages, in the order in which they are met. */
function renamed(schema) {
  const names = new Map();
  const shortOf = (long) => {
    if (!names.has(long)) names.set(long, `d${names.size}`);
    return names.get(long);
  };
  const walk = (value) => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) =>
        key === '$ref'
          ? [key, `#/definitions/${shortOf(one.slice('#/definitions/'.length))}`]
          : [key, walk(one)],
      ),
    );
  };
  const kindsOnly = walk(schema.properties);
  const definitions = {};
  for (let at = 0; at < names.size; at += 1) {
    const long = [...names.keys()][at];
    definitions[`d${at}`] = walk(
      schema.definitions[long] ?? schema.definitions[decodeURIComponent(long)],
    );
  }
  return { kinds: kindsOnly, definitions };
}

// Beside the packages, so that their typings are found.
const workDir = mkdtempSync(join(here, '..', '.schema-'));
try {
  const file = join(workDir, 'kinds.ts');
  writeFileSync(file, source);
  const program = TJS.getProgramFromFiles([file], {
    strictNullChecks: true,
    skipLibCheck: true,
    module: 99,
    moduleResolution: 100,
    target: 9,
    types: [],
  });
  const schema = TJS.generateSchema(program, 'Kinds', {
    noExtraProps: true,
    required: false,
    ref: true,
    ignoreErrors: true,
  });
  if (schema === null) throw new Error('the typings could not be read');
  const packages = [...new Set(Object.keys(kinds).map(packageOf))];
  const source_ = Object.fromEntries(packages.map((name) => [name, versionOf(name)]));
  const made = { source: source_, ...renamed(bare(schema)) };
  writeFileSync(join(schemas, 'strict.json'), `${JSON.stringify(made)}\n`);
} finally {
  rmSync(workDir, { recursive: true, force: true });
}
