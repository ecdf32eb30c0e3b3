import { resolve } from 'node:path';
import { terraformTree, writeTree } from '@tandem/terraform';
import { topologyFor } from '@tandem/topology';
import { print, printJson } from '../output.ts';

export interface SynthOptions {
  readonly out: string;
  readonly json?: boolean;
}

/** Writes what the topology stands for, as Terraform; throws before anything is written when it is wrong. */
export function synth({ out, json }: SynthOptions): number {
  const started = performance.now();
  const tree = terraformTree(topologyFor('document'));
  const directory = resolve(out);
  writeTree(directory, tree);
  const seconds = Number(((performance.now() - started) / 1_000).toFixed(2));
  const stacks = [...tree.keys()].filter((path) => path.endsWith('/main.tf.json'));
  if (json) printJson({ directory, files: [...tree.keys()], seconds });
  else print(`wrote ${stacks.length} stacks below ${directory} in ${seconds} s`);
  return 0;
}
