import type { Region, Topology } from '@tandem/topology';
import { RegionContext } from './context.ts';
import { type Release, sampleRelease } from './release.ts';
import { type FileSpec, GroupError, type GroupSpec, type Manifest } from './spec.ts';
import { kustomization, yamlOf } from './text.ts';

/** Says which rows an object implements. */
export const ROWS_ANNOTATION = 'tandem.unibeam.com/rows';

/** Files by their path below the directory, with `/`. */
export type Tree = ReadonlyMap<string, string>;

/** Where the objects of a group of a region are. */
export const groupPath = (region: string, group: string): string => `kubernetes/${region}/${group}`;

/** Every file of every region, in one stable form. Writes nothing. */
export function render(
  topology: Topology,
  groups: readonly GroupSpec[],
  release: Release = sampleRelease(topology.regions),
): Tree {
  const ordered = [...groups].sort((a, b) => a.wave - b.wave);
  const files = topology.regions.flatMap((region) => {
    const context = new RegionContext(topology, region, release, ordered);
    return ordered.flatMap((group) => groupFiles(group, context));
  });
  const tree = new Map<string, string>();
  for (const [path, text] of [
    ...files,
    ['kubernetes/groups.json', index(topology.regions, ordered)],
  ]) {
    if (path === undefined || text === undefined) continue;
    if (tree.has(path)) throw new Error(`two files are ${path}`);
    tree.set(path, text);
  }
  return tree;
}

function groupFiles(group: GroupSpec, context: RegionContext): [string, string][] {
  const directory = groupPath(context.region.name, group.name);
  const files = group.build(context);
  const objects = files.filter((file) => 'objects' in file);
  refuseTwins(group, objects);
  return [
    ...files.map((file): [string, string] =>
      'objects' in file
        ? [
            `${directory}/${file.name}.yaml`,
            yamlOf(file.objects.map((one) => told(group, one, context))),
          ]
        : [`${directory}/${file.name}`, file.text],
    ),
    [`${directory}/kustomization.yaml`, kustomization(objects.map(({ name }) => `${name}.yaml`))],
  ];
}

/** The object with its rows, and with the labels that everything of ours has. */
function told(group: GroupSpec, { rows, object }: Manifest, { system }: RegionContext): object {
  const { apiVersion, kind, metadata, ...rest } = object;
  if (rows.length === 0) throw new GroupError(group.name, `${kind} ${metadata?.name} is of no row`);
  const { name, namespace, labels, annotations, ...more } = metadata ?? {};
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      labels: { 'app.kubernetes.io/part-of': system, ...labels },
      annotations: { [ROWS_ANNOTATION]: rows.join(' '), ...annotations },
      ...more,
    },
    ...rest,
  };
}

function refuseTwins(
  group: GroupSpec,
  files: readonly (FileSpec & { objects: readonly Manifest[] })[],
) {
  const known = new Set<string>();
  for (const { object } of files.flatMap(({ objects }) => objects)) {
    const { name, namespace = '' } = object.metadata ?? {};
    const id = `${object.apiVersion} ${object.kind} ${namespace}/${name}`;
    if (known.has(id)) throw new GroupError(group.name, `two objects are ${id}`);
    known.add(id);
  }
}

/** What is there, for whoever reads the directory: regions, and groups in the order of application. */
function index(regions: readonly Region[], groups: readonly GroupSpec[]): string {
  const facts = groups.map(({ name, purpose, wave, namespace }) => ({
    name,
    purpose,
    wave,
    namespace,
  }));
  const places = regions.map(({ name, role }) => ({ name, role }));
  return `${JSON.stringify({ regions: places, groups: facts }, null, 2)}\n`;
}
