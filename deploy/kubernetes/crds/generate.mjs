// The classes of the custom resources in this directory: generated on demand into .gen/, never committed.
// `ensureModels` costs a hash when they are there, and a second when they are not.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);
const crds = dirname(here);
const generated = join(dirname(crds), '.gen');
const require = createRequire(here);
const generator = dirname(dirname(require.resolve('@kubernetes-models/crd-generate')));

const sources = () =>
  readdirSync(crds)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(crds, name));

/** Changes with whatever the models are made from. */
function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(here));
  hash.update(readFileSync(join(generator, 'package.json')));
  for (const file of sources()) hash.update(readFileSync(file));
  return hash.digest('hex');
}

function madeFrom() {
  try {
    return readFileSync(join(generated, 'made-from'), 'utf8');
  } catch {
    return '';
  }
}

/** The generator writes for a looser compiler: types are imported as values, and files without endings. */
const strictly = (text) =>
  text
    .replace('import { IObjectMeta }', 'import type { IObjectMeta }')
    .replace('import { ValidateFunc }', 'import type { ValidateFunc }')
    .replace('Model, ModelData,', 'Model, type ModelData,')
    .replace(/(from "[^"]*_schemas\/[^"]+)"/g, '$1.js"')
    .replace(/(from "\.\/[^"./]+)"/g, '$1.ts"')
    .replace(/ implements I\w+ \{/, ' {')
    .replace(/^ {2}("[^"]+"\??: I\w+\[)/gm, '  declare $1');

function filesBelow(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

export function ensureModels() {
  const wanted = fingerprint();
  if (madeFrom() === wanted) return;
  const fresh = `${generated}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const inputs = sources().flatMap((file) => ['--input', file]);
  const program = join(generator, 'bin', 'crd-generate.js');
  const args = [program, ...inputs, '--output', join(fresh, 'crds')];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`the models of custom resources cannot be generated: ${stderr}`);
  for (const file of filesBelow(fresh).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.d.ts'),
  )) {
    writeFileSync(file, strictly(readFileSync(file, 'utf8')));
  }
  writeFileSync(join(fresh, 'made-from'), wanted);
  rmSync(generated, { recursive: true, force: true });
  try {
    renameSync(fresh, generated);
  } catch (error) {
    // Another process was faster, with the same content.
    rmSync(fresh, { recursive: true, force: true });
    if (madeFrom() !== wanted) throw error;
  }
}

if (process.argv[1] === here) ensureModels();
