import {
  type Cache,
  connectCache,
  connectEvents,
  type Events,
  embeddedLayout,
  namespacedCache,
  namespacedEvents,
  namespacedTopics,
  type Secrets,
} from '@tandem/stores';
import type { Topology } from '@tandem/topology';
import { originOf } from '../config/read.ts';
import type { ServeConfig } from '../config/serve-config.ts';
import type { Logger } from '../logging/logger.ts';
import type { Stores } from '../workload.ts';
import { openArchives } from './archives.ts';
import { openDocuments } from './documents.ts';
import { greetCache } from './greet.ts';
import { kafkaEvents } from './kafka.ts';
import { redisCache } from './redis.ts';
import { openSecrets } from './secrets.ts';

/** Connects the data services that the configuration names; the embedded engines serve the other ports. */
export async function connectStores(
  config: ServeConfig,
  topology: Topology,
  logger?: Pick<Logger, 'warn'>,
): Promise<Stores> {
  const { region } = config;
  const secrets = openSecrets(config, topology);
  const [documents, cache, events] = await Promise.all([
    openDocuments({ ...config, client: region, variables: variablesOf(region) }),
    openCache(config, secrets),
    openEvents(config, topology),
  ]);
  const archive = openArchives(config, topology);
  await Promise.all([
    documents.reach(),
    greetCache(cache, (err) => logger?.warn({ err }, 'starting without the cache')),
    events.ping(),
  ]);
  return { documents, cache, events, secrets, archive };
}

const variablesOf = (region: string) => ({
  url: originOf('mongodbUrl', region, process.env),
  authority: originOf('mongodbTlsCaFile', region, process.env),
});

async function openCache(config: ServeConfig, secrets: Secrets): Promise<Cache> {
  const { redis, namespace, dataDir, region } = config;
  if (!redis) {
    return connectCache({ socketPath: embeddedLayout(dataDir).region(region).socketPath });
  }
  const cache = await redisCache(config, redis, secrets);
  return namespace === undefined ? cache : namespacedCache(cache, namespace);
}

/** The log of one region. Connects with its first operation. */
export async function openEvents(
  config: Pick<ServeConfig, 'region' | 'dataDir' | 'kafka' | 'namespace'>,
  { events }: Pick<Topology, 'events'>,
): Promise<Events> {
  const { kafka, namespace, dataDir, region } = config;
  const { topics, maxMessageBytes } = events;
  if (!kafka) {
    return connectEvents({ socketPath: embeddedLayout(dataDir).region(region).socketPath, topics });
  }
  if (namespace === undefined) return kafkaEvents(config, kafka, topics, maxMessageBytes);
  const own = namespacedTopics(namespace, topics);
  return namespacedEvents(await kafkaEvents(config, kafka, own, maxMessageBytes), namespace);
}
