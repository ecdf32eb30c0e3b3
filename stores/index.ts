export type { Cache } from './ports/cache.ts';
export type {
  Collection,
  CollectionSpec,
  Documents,
  IndexQuery,
  IndexSpec,
  IndexValue,
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
