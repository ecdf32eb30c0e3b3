export { type ArchiveAdapter, archiveContract } from './archive.ts';
export { type CacheAdapter, cacheContract } from './cache.ts';
export { type DocumentsAdapter, documentsContract } from './documents.ts';
export { type EventsAdapter, eventsContract } from './events.ts';
export { type SecretsAdapter, secretsContract } from './secrets.ts';
