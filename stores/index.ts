export { folderArchive } from './archive/folder.ts';
export { type S3ArchiveOptions, s3Archive } from './archive/s3.ts';
export { type ConsumerLog, ConsumerRunner, deadLetterTopic } from './consumer.ts';
export {
  DEAD_LETTER_GROUP,
  type DeadLetter,
  type DeadLetterTopic,
  listDeadLetters,
  type Redriven,
  redriveDeadLetters,
} from './dead-letters.ts';
export { type ConnectCacheOptions, connectCache } from './embedded/cache/client.ts';
export {
  type ConnectDocumentsOptions,
  connectDocuments,
} from './embedded/documents/client.ts';
export {
  type DocumentsEngine,
  type DocumentsEngineOptions,
  startDocumentsEngine,
} from './embedded/documents/engine.ts';
export { type DocumentFault, DocumentFaultSchema } from './embedded/documents/faults.ts';
export type { GuardedWrite } from './embedded/documents/guarded-writes.ts';
export type { Engine } from './embedded/engine.ts';
export { type ConnectEventsOptions, connectEvents } from './embedded/events/client.ts';
export { type EnginePlace, embeddedLayout } from './embedded/layout.ts';
export {
  type RegionEngine,
  type RegionEngineOptions,
  startRegionEngine,
} from './embedded/region-engine.ts';
export { type RegionFault, RegionFaultSchema } from './embedded/region-faults.ts';
export { socketPathFor } from './embedded/wire/socket-path.ts';
export { connectKafkaEvents } from './kafka/events.ts';
export {
  type ConnectKafkaOptions,
  type KafkaSasl,
  type KafkaTls,
  parseBrokers,
} from './kafka/options.ts';
export { type CreateKafkaTopicsOptions, createKafkaTopics } from './kafka/topics.ts';
export { connectMongoDocuments } from './mongodb/client.ts';
export { asksForTls, type ConnectMongoOptions, parseMongoUrl } from './mongodb/options.ts';
export { namespacedCache } from './namespace/cache.ts';
export { namespacedEvents, namespacedTopics } from './namespace/events.ts';
export type { Archive, ArchivedObject, PutOptions } from './ports/archive.ts';
export type { Cache } from './ports/cache.ts';
export type {
  Collection,
  CollectionSpec,
  Documents,
  IndexQuery,
  IndexSpec,
  IndexValue,
  Reached,
  StoredDocument,
} from './ports/documents.ts';
export { isStoreError, StoreError, type StoreErrorCode } from './ports/errors.ts';
export type {
  EventMessage,
  Events,
  ReceivedEvent,
  SubscribeOptions,
  Subscription,
  TopicLag,
  TopicSpec,
} from './ports/events.ts';
export type { Secrets } from './ports/secrets.ts';
export { connectRedisCache } from './redis/cache.ts';
export { type ConnectRedisOptions, parseRedisUrl, type RedisTls } from './redis/options.ts';
export {
  type DocumentSchema,
  type SchemaStep,
  shapeOfStored,
  versioned,
} from './schema/versioned.ts';
export { type AwsSecretsOptions, awsSecrets } from './secrets/aws.ts';
export { environmentSecrets } from './secrets/environment.ts';
export { type FileSecretsOptions, fileSecrets } from './secrets/file.ts';
export { type MountedSecretsOptions, mountedSecrets } from './secrets/mounted.ts';
