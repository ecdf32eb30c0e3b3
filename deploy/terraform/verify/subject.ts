import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Topology } from '@tandem/topology';
import type { Manifest } from '../framework/manifest.ts';
import type { JsonObject } from '../framework/tidy.ts';
import type { Subject, WrittenStack } from './stage.ts';

/** Reads what synth wrote. Throws, naming the command to run, when there is nothing. */
export function readSubject(topology: Topology, outDir: string, workDir: string): Subject {
  const terraform = join(resolve(outDir), 'terraform');
  const listed = join(terraform, 'stacks.json');
  if (!existsSync(listed)) {
    throw new Error(`${listed} is missing: run "tandem synth --out ${outDir}" first`);
  }
  const manifest = readJson<Manifest>(listed);
  const stacks = manifest.stacks.map(({ name }): WrittenStack => {
    const directory = join(terraform, name);
    return {
      name,
      directory,
      json: readJson<JsonObject>(join(directory, 'main.tf.json')),
      test: readJson<JsonObject>(join(directory, 'stack.tftest.json')),
    };
  });
  const sources = sourcesOf(dirname(fileURLToPath(import.meta.url)));
  return { topology, outDir: resolve(outDir), manifest, stacks, workDir, sources };
}

function readJson<T>(file: string): T {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** The nearest directory upwards that has the sources of this package. */
function sourcesOf(directory: string): string | undefined {
  if (existsSync(join(directory, 'deploy/terraform/tsconfig.json'))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : sourcesOf(parent);
}
