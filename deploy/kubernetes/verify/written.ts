import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Emitted, emittedObjects } from '../checks/view.ts';
import { type TerraformFacts, terraformFacts } from '../policies/terraform-facts.ts';
import type { Subject } from './stage.ts';

/** Every object that synth left below `kubernetes/`. Throws, naming the command to run, when there is none. */
export function writtenObjects({ outDir }: Subject): Emitted[] {
  const root = join(outDir, 'kubernetes');
  if (!existsSync(root)) {
    throw new Error(`${root} is missing: run "tandem synth --out ${outDir}" first`);
  }
  const paths = readdirSync(root, { recursive: true })
    .map((path) => String(path).replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.yaml') && path.split('/').length === 3)
    .sort();
  return emittedObjects(
    new Map(paths.map((path) => [`kubernetes/${path}`, readFileSync(join(root, path), 'utf8')])),
  );
}

/** What Terraform makes in each region, where synth has written both of its stacks. */
export function writtenTerraform({ topology, outDir }: Subject): Map<string, TerraformFacts> {
  return new Map(
    topology.regions.flatMap(({ name }): [string, TerraformFacts][] => {
      const [edge, cluster] = ['edge', 'cluster'].map((stack) =>
        join(outDir, 'terraform', `${stack}-${name}`, 'main.tf.json'),
      );
      if (edge === undefined || cluster === undefined) return [];
      if (!existsSync(edge) || !existsSync(cluster)) return [];
      return [[name, terraformFacts(json(edge), json(cluster))]];
    }),
  );
}

const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
