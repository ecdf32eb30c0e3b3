import { join } from 'node:path';
import { type Archive, folderArchive, s3Archive } from '@tandem/stores';
import type { Topology } from '@tandem/topology';
import type { ServeConfig } from '../config/serve-config.ts';

type ArchivesConfig = Pick<ServeConfig, 'auditBucket' | 'backupBucket' | 'dataDir' | 'region'>;

/** Where what is kept for long goes: `audit` and `backups` may be two buckets, and are one folder. */
export interface Archives {
  readonly audit: Archive;
  readonly backups: Archive;
  /** Before every key that this region writes: copies of the other region's lie beside them. */
  readonly prefix: string;
  close(): Promise<void>;
}

/** Opens the archives that the configuration names; `archive` in the data directory otherwise. */
export function openArchives(config: ArchivesConfig, { regions }: Topology): Archives {
  const { auditBucket, backupBucket, dataDir, region } = config;
  const code = regions.find(({ name }) => name === region)?.code ?? region;
  const folder = (name: string): Archive => folderArchive(join(dataDir, 'archive', name));
  const bucket = (name: string): Archive =>
    s3Archive({ bucket: name, region, pathStyle: hasOwnEndpoint() });
  const audit = auditBucket === undefined ? folder('audit') : bucket(auditBucket);
  const backups = backupBucket === undefined ? folder('backups') : bucket(backupBucket);
  return {
    audit,
    backups,
    prefix: `${code}/`,
    close: async () => {
      await Promise.all([audit.close(), backups.close()]);
    },
  };
}

/** The SDK reads these itself; a server that is not AWS has no host names for buckets. */
function hasOwnEndpoint(): boolean {
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 } = process.env;
  return (AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL ?? '') !== '';
}
