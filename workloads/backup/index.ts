export type { BackupPart, Manifest } from './manifest.ts';
export { listBackups, type Restored, restoreBackup } from './restore.ts';
export { type WriteBackupOptions, writeBackup } from './write.ts';
