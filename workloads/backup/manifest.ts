import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

/** What a backup consists of; written last, so that a backup without one is not whole. */
export const ManifestSchema = Type.Object({
  format: Type.Literal(1),
  /** Names the backup: when it began, as `20261123T120000Z`. */
  id: Type.String({ pattern: '^[0-9]{8}T[0-9]{6}Z$' }),
  region: Type.String({ minLength: 1 }),
  epoch: Type.Integer({ minimum: 1 }),
  startedAt: Type.Integer({ minimum: 0 }),
  endedAt: Type.Integer({ minimum: 0 }),
  parts: Type.Array(
    Type.Object({
      key: Type.String({ minLength: 1 }),
      collection: Type.String({ minLength: 1 }),
      documents: Type.Integer({ minimum: 0 }),
      sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    }),
  ),
});
export type Manifest = Static<typeof ManifestSchema>;
export type BackupPart = Manifest['parts'][number];

export const backupId = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');

const FOLDER = 'backups/';
const MANIFEST = '/manifest.json';

export const folderOf = (prefix: string, id: string): string => `${prefix}${FOLDER}${id}`;
export const manifestKey = (prefix: string, id: string): string =>
  `${folderOf(prefix, id)}${MANIFEST}`;
export const backupsBelow = (prefix: string): string => `${prefix}${FOLDER}`;
export const isManifestKey = (key: string): boolean => key.endsWith(MANIFEST);

/** Throws one sentence that names the object and the field. */
export function parseManifest(key: string, body: Uint8Array): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new Error(`${key} is not JSON`);
  }
  const [problem] = Value.Errors(ManifestSchema, value);
  if (problem) throw new Error(`${key}${problem.instancePath}: ${problem.message}`);
  return value as Manifest;
}
