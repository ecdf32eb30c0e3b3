import {
  connectDocuments,
  connectMongoDocuments,
  type Documents,
  embeddedLayout,
  parseMongoUrl,
} from '@tandem/stores';
import type { MongodbConfig } from '../config/serve-config.ts';
import { readAuthorities } from './read-file.ts';

export interface OpenDocumentsOptions {
  readonly dataDir: string;
  /** Absent: the embedded engine of the data directory. */
  readonly mongodb?: MongodbConfig;
  readonly namespace?: string;
  /** The variables that name the service and its authority, where a region has its own. */
  readonly variables?: { readonly url: string; readonly authority: string };
  /** How this process names itself to the service: its region, or its purpose. */
  readonly client?: string;
  /** How long an operation waits for a service that is away; default: the adapter's. */
  readonly retryForMs?: number;
}

/** Connects to the documents of the system. Rejects with one clear line when the configuration is at fault. */
export async function openDocuments(options: OpenDocumentsOptions): Promise<Documents> {
  const { dataDir, mongodb, namespace, client, retryForMs, variables } = options;
  const common = {
    ...(client === undefined ? {} : { client }),
    ...(retryForMs === undefined ? {} : { retryForMs }),
  };
  if (!mongodb) {
    const { socketPath } = embeddedLayout(dataDir).documents;
    return connectDocuments({ socketPath, ...common });
  }
  const { url: variable = 'TANDEM_MONGODB_URL', authority = 'TANDEM_MONGODB_TLS_CA_FILE' } =
    variables ?? {};
  const { database } = parseMongoUrl(mongodb.url, variable);
  const url =
    namespace === undefined ? mongodb.url : withDatabase(mongodb.url, `${database}-${namespace}`);
  const ca = await readAuthorities(authority, mongodb.tlsCaFile);
  return connectMongoDocuments({ url, variable, ...common, ...(ca === undefined ? {} : { ca }) });
}

const AUTHORITY = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/s;

/** The same servers, another database. The URL was checked by `parseMongoUrl`. */
export function withDatabase(url: string, database: string): string {
  return url.replace(
    AUTHORITY,
    (_, authority: string, query = '') => `${authority}/${database}${query}`,
  );
}
