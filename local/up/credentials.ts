import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

const text = () => Type.String({ minLength: 1 });
const endpoint = () => Type.Object({ url: text(), token: text() });

/** DATA/credentials.json: all that a customer, an applet or an operator of the local system needs. */
export const CredentialsSchema = Type.Object({
  url: text(),
  applet: Type.Object({ host: text(), port: Type.Integer({ minimum: 1, maximum: 65_535 }) }),
  customer: Type.Object({
    id: text(),
    clientId: text(),
    clientSecret: text(),
    signingSecret: text(),
  }),
  /** Spare applets: provisioned, registered and without a handset, for applets written by others. */
  applets: Type.Array(
    Type.Object({
      appletId: text(),
      msisdn: text(),
      msisdnHash: text(),
      simUID: text(),
      deviceUID: text(),
      key: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    }),
  ),
  dashboard: endpoint(),
  operator: endpoint(),
});
export type Credentials = Static<typeof CredentialsSchema>;

export const credentialsPath = (dataDir: string): string => join(dataDir, 'credentials.json');

/** Appears whole or not at all, readable by its owner only. */
export function writeCredentials(dataDir: string, credentials: Credentials): string {
  const path = credentialsPath(dataDir);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
  return path;
}

/** Throws one clear sentence when the file is absent, unreadable or not what `up` writes. */
export function readCredentials(dataDir: string): Credentials {
  const path = credentialsPath(dataDir);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new Error(
      absent
        ? `${path} does not exist: start the system with "tandem up", or name its directory with --data`
        : `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const [problem] = Value.Errors(CredentialsSchema, value);
  if (problem) throw new Error(`${path}${problem.instancePath}: ${problem.message}`);
  return value as Credentials;
}
