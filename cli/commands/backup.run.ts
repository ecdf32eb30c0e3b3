import { connectSystemDocuments } from '@tandem/local';
import { openArchives, readServices } from '@tandem/runtime';
import type { Archive } from '@tandem/stores';
import { activeRegion, type Topology, topologyFor } from '@tandem/topology';
import { listBackups, type Manifest, restoreBackup } from '@tandem/workloads';
import { CommandFailure } from '../failure.ts';
import { DEFAULT_DATA_DIR } from '../flags.ts';
import { print, printJson, table } from '../output.ts';

export interface BackupOptions {
  readonly data?: string;
  readonly region?: string;
  readonly json?: boolean;
}

/** The backups that are whole, of every region, oldest first. */
export async function listAllBackups(options: BackupOptions): Promise<number> {
  const manifests = await withArchive(options, (archive, prefixes) =>
    listBackups(archive, prefixes),
  );
  if (options.json) printJson(manifests);
  else if (manifests.length === 0) print('there is no backup yet');
  else print(table(['backup', 'written in', 'documents'], manifests.map(rowOf)));
  return 0;
}

/** Inserts what the backup holds and documents do not. Exit 0 when all of it is there. */
export async function restore(id: string, options: BackupOptions): Promise<number> {
  const topology = topologyFor('document');
  const restored = await withArchive(options, async (archive, prefixes) => {
    const manifests = await listBackups(archive, prefixes);
    const manifest = manifests.find((each) => each.id === id);
    if (!manifest) {
      const ids = manifests.map((each) => each.id).join(', ') || 'none';
      throw new CommandFailure(`there is no backup ${id}; there are: ${ids}`);
    }
    const documents = await connectSystemDocuments({
      topology,
      dataDir: options.data ?? DEFAULT_DATA_DIR,
      environment: process.env,
      client: 'operator',
    });
    try {
      return await restoreBackup(archive, documents, manifest);
    } finally {
      await documents.close();
    }
  });
  if (options.json) printJson(restored);
  else {
    const rows = restored.map((each) => [each.collection, `${each.restored}`, `${each.kept}`]);
    print(table(['collection', 'restored', 'kept as they are'], rows));
  }
  return 0;
}

/** The archive of a region's variables; copies of what the other regions wrote lie in it too. */
async function withArchive<T>(
  { region, data }: BackupOptions,
  use: (archive: Archive, prefixes: readonly string[]) => Promise<T>,
): Promise<T> {
  const topology = topologyFor('document');
  const name = regionOf(topology, region);
  const services = readServices(name, process.env);
  const archives = openArchives(
    { ...services, dataDir: data ?? DEFAULT_DATA_DIR, region: name },
    topology,
  );
  try {
    return await use(
      archives.backups,
      topology.regions.map(({ code }) => `${code}/`),
    );
  } finally {
    await archives.close();
  }
}

function regionOf(topology: Topology, region: string | undefined): string {
  if (region === undefined) return activeRegion(topology).name;
  const names = topology.regions.map(({ name }) => name);
  if (names.includes(region)) return region;
  throw new CommandFailure(`--region: "${region}" is not a region; allowed: ${names.join(', ')}`);
}

function rowOf({ id, region, parts }: Manifest): string[] {
  return [id, region, String(parts.reduce((sum, { documents }) => sum + documents, 0))];
}
