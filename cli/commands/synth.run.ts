import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { kubernetesTree, type Release, readRelease } from '@tandem/kubernetes';
import { observabilityTree } from '@tandem/observability';
import { terraformTree, writeTree } from '@tandem/terraform';
import { topologyFor } from '@tandem/topology';
import { print, printJson } from '../output.ts';

export interface SynthOptions {
  readonly out: string;
  /** A file with what only an account and a release know. */
  readonly release?: string;
  readonly json?: boolean;
}

/**
 * Writes what the topology stands for, as Terraform and for Kubernetes; throws before anything is written
 * when the topology or the release is wrong.
 */
export function synth({ out, release, json }: SynthOptions): number {
  const started = performance.now();
  const topology = topologyFor('document');
  const tree = new Map([
    ...terraformTree(topology),
    ...observabilityTree(topology),
    ...kubernetesTree(topology, release === undefined ? undefined : releaseIn(release)),
  ]);
  const directory = resolve(out);
  writeTree(directory, tree);
  const seconds = Number(((performance.now() - started) / 1_000).toFixed(2));
  if (json) printJson({ directory, files: [...tree.keys()], seconds });
  else print(`wrote ${described([...tree.keys()])} below ${directory} in ${seconds} s`);
  return 0;

  function releaseIn(file: string): Release {
    return readRelease(readFileSync(file, 'utf8'), file, topology);
  }
}

function described(paths: readonly string[]): string {
  const stacks = paths.filter((path) => path.endsWith('/main.tf.json'));
  const manifests = paths.filter((path) => /^kubernetes\/.*(?<!kustomization)\.yaml$/.test(path));
  return `${stacks.length} stacks and ${manifests.length} files of manifests`;
}
