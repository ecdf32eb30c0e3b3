export { type AppenderOptions, ChainAppender } from './appender.ts';
export {
  type ArchiveCursor,
  AUDIT_ARCHIVE,
  archiveChain,
  archiveCursorOf,
} from './archive-chain.ts';
export { type Entry, entryLine, parseEntry } from './entry.ts';
export { type ExportedEntry, exportAudit } from './export.ts';
export { type FoundEntries, findEntries } from './find-entries.ts';
export type { Breach, BreachReason } from './link.ts';
export { AUDIT_SEALS, purgeChain, type Seal, sealChain, sealOf } from './seal.ts';
export { AUDIT_SEGMENTS, type Segment, segmentId } from './segment.ts';
export { AUDIT_INDEX, type SegmentIndex } from './segment-index.ts';
export { type ChainReport, verifyAudit } from './verify.ts';
export { createAudit } from './workload.ts';
