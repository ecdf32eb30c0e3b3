import { join } from 'node:path';
import {
  connectCache,
  connectDocuments,
  connectEvents,
  embeddedLayout,
  environmentSecrets,
  fileSecrets,
  type Secrets,
} from '@tandem/stores';
import type { Topology } from '@tandem/topology';
import type { ServeConfig } from './config/serve-config.ts';
import type { Stores } from './workload.ts';

/** Connects the data services that the configuration names: the embedded engines of the data directory. */
export async function connectStores(config: ServeConfig, topology: Topology): Promise<Stores> {
  const layout = embeddedLayout(config.dataDir);
  const region = layout.region(config.region);
  const documents = connectDocuments({
    socketPath: layout.documents.socketPath,
    client: config.region,
  });
  const cache = connectCache({ socketPath: region.socketPath });
  const events = connectEvents({
    socketPath: region.socketPath,
    topics: topology.events.topics,
  });
  await Promise.all([documents.reach(), cache.ping(), events.ping()]);
  return { documents, cache, events, secrets: secretsOf(config) };
}

function secretsOf({ secrets, dataDir }: ServeConfig): Secrets {
  return secrets === 'env'
    ? environmentSecrets(process.env)
    : fileSecrets({ path: join(dataDir, 'secrets.json') });
}
