// The typed classes for the resource types in schemas/: generated on demand into .gen/, never committed.
// `ensureBindings` costs a hash when they are there, and under a second when they are not.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);
const root = dirname(dirname(here));
const schemasDir = join(root, 'schemas');
const generated = join(root, '.gen');
const require = createRequire(here);

const schemaFiles = () =>
  readdirSync(schemasDir)
    .filter((name) => name.endsWith('.json') && name !== 'types.json')
    .sort()
    .map((name) => join(schemasDir, name));

/** Changes with whatever the bindings are made from. */
function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(here));
  hash.update(require('@cdktn/provider-generator/package.json').version);
  for (const file of schemaFiles()) hash.update(readFileSync(file));
  return hash.digest('hex');
}

function madeFrom() {
  try {
    return readFileSync(join(generated, 'made-from'), 'utf8');
  } catch {
    return '';
  }
}

/** Generates in a process of its own: loading the generator asks for terraform and calls home. */
export function ensureBindings() {
  const wanted = fingerprint();
  if (madeFrom() === wanted) return;
  const fresh = `${generated}.${process.pid}`;
  const env = {
    ...process.env,
    CHECKPOINT_DISABLE: '1',
    TERRAFORM_BINARY_NAME: 'terraform-is-not-needed-to-generate',
  };
  const { status, stderr } = spawnSync(process.execPath, [here, fresh], { env });
  if (status !== 0) throw new Error(`the Terraform bindings cannot be generated: ${stderr}`);
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

/** Barrels pull every class in; each class is imported by its own path. */
const BARREL = /(^|\/)(index|lazy-index)\.ts$/;

async function generate(outdir) {
  const { CodeMaker } = require('codemaker');
  const {
    TerraformProviderGenerator,
  } = require('@cdktn/provider-generator/build/get/generator/provider-generator');
  mkdirSync(outdir, { recursive: true });
  for (const file of schemaFiles()) {
    const code = new CodeMaker();
    new TerraformProviderGenerator(code, JSON.parse(readFileSync(file, 'utf8'))).generateAll();
    await code.save(outdir);
  }
  for (const provider of readdirSync(join(outdir, 'providers'))) {
    const directory = join(outdir, 'providers', provider);
    for (const entry of readdirSync(directory)) {
      if (BARREL.test(entry)) rmSync(join(directory, entry));
    }
    for (const entry of readdirSync(directory, { recursive: true })) {
      if (!entry.endsWith('.ts')) continue;
      const path = join(directory, entry);
      // Generated for a less strict compiler; its types are used, its bodies are not checked.
      writeFileSync(path, `// @ts-nocheck\n${readFileSync(path, 'utf8')}`);
    }
  }
}

const outdir = process.argv[2];
if (process.argv[1] === here) {
  if (outdir === undefined) ensureBindings();
  else await generate(outdir);
}
