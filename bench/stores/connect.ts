import { readAllServices } from '@tandem/runtime';
import {
  type Cache,
  type Collection,
  connectCache,
  connectDocuments,
  connectEvents,
  connectKafkaEvents,
  connectMongoDocuments,
  connectRedisCache,
  type Documents,
  type Events,
  type TopicSpec,
} from '@tandem/stores';
import { activeRegion, topologyFor } from '@tandem/topology';
import { type BenchDocument, SPEC } from './workload.ts';

/** Real services to measure beside the embedded engines. */
export interface Services {
  readonly mongodbUrl?: string;
  readonly redisUrl?: string;
  readonly kafkaBrokers?: readonly string[];
}

/** What a child connects to: a service, or the embedded engine of the socket. */
export interface Target extends Services {
  readonly socketPath: string;
  /** Default `bench`. */
  readonly topic?: string;
}

/** A server under full load may let an operation wait for longer than a region would. */
const PATIENCE_MS = 60_000;

/** What the variables of `serve` name for the active region, without users and certificates of their own. */
export function servicesIn(environment: Readonly<Record<string, string | undefined>>): Services {
  const topology = topologyFor('document');
  const regions = topology.regions.map(({ name }) => name);
  const active = readAllServices(regions, environment)[activeRegion(topology).name];
  return {
    ...(active?.mongodb ? { mongodbUrl: active.mongodb.url } : {}),
    ...(active?.redis ? { redisUrl: active.redis.url } : {}),
    ...(active?.kafka ? { kafkaBrokers: active.kafka.brokers } : {}),
  };
}

export function documentsOf({ mongodbUrl, socketPath }: Target): Documents {
  return mongodbUrl === undefined
    ? connectDocuments({ socketPath })
    : connectMongoDocuments({ url: mongodbUrl, retryForMs: PATIENCE_MS });
}

/** On a service that stays, what was written goes by itself a minute later. */
export function collectionOf(
  documents: Documents,
  { mongodbUrl }: Target,
): Collection<BenchDocument> {
  return documents.collection(mongodbUrl === undefined ? SPEC : { ...SPEC, expiresAt: 'deadline' });
}

export function cacheOf({ redisUrl, socketPath }: Target): Cache {
  return redisUrl === undefined
    ? connectCache({ socketPath })
    : connectRedisCache({ url: redisUrl, retryForMs: PATIENCE_MS });
}

export function eventsOf(target: Target): Events {
  const { kafkaBrokers: brokers, socketPath } = target;
  const topics = [topicOf(target)];
  return brokers === undefined
    ? connectEvents({ socketPath, topics })
    : connectKafkaEvents({ brokers, topics, retryForMs: PATIENCE_MS });
}

export function topicOf({ topic = 'bench' }: Pick<Target, 'topic'>): TopicSpec {
  return { name: topic, partitions: 12, retentionMs: 60_000 };
}
