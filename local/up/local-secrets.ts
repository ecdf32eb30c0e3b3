import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDataDir } from '@tandem/runtime';

export const secretsPath = (dataDir: string): string => join(dataDir, 'secrets.json');

/** The local system's one customer, its carrier account, and the names of their secrets. */
export const LOCAL_CUSTOMER = { id: 'acme-bank', name: 'Acme Bank', clientId: 'acme-bank-client' };
export const SMSC_SYSTEM_ID = 'tandem';

const CLIENT_SECRET = 'local/customer-client-secret';

export type LocalSecrets = Readonly<Record<string, string>>;

/** Reads DATA/secrets.json, or makes it with fresh random keys on the first start. */
export function ensureSecrets(dataDir: string): LocalSecrets {
  ensureDataDir(dataDir);
  const path = secretsPath(dataDir);
  if (existsSync(path)) {
    const secrets: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof secrets !== 'object' || secrets === null) {
      throw new Error(`${path} must be a JSON object of secret names and values`);
    }
    return withMissing(path, secrets as LocalSecrets);
  }
  return write(path, freshSecrets());
}

/** A data directory of an older version keeps its keys, and gets those that came since. */
function withMissing(path: string, secrets: LocalSecrets): LocalSecrets {
  const fresh = freshSecrets();
  if (Object.keys(fresh).every((name) => name in secrets)) return secrets;
  return write(path, { ...fresh, ...secrets });
}

function write(path: string, secrets: LocalSecrets): LocalSecrets {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
  return secrets;
}

function freshSecrets(): LocalSecrets {
  const hex = (bytes: number) => randomBytes(bytes).toString('hex');
  const token = () => randomBytes(24).toString('base64url');
  const clientSecret = token();
  const customer = {
    clientSecretSha256: createHash('sha256').update(clientSecret).digest('hex'),
    signingSecret: token(),
  };
  return {
    'applet-master-key': hex(16),
    'msisdn-hash-key': hex(32),
    'msisdn-seal-key': hex(32),
    'token-signing-key': hex(32),
    [`customers/${LOCAL_CUSTOMER.id}`]: JSON.stringify(customer),
    // SMPP 3.4 section 5.2.2: a password has at most 8 characters.
    [`smsc/${SMSC_SYSTEM_ID}`]: hex(4),
    'dashboard-token': token(),
    'operator-token': token(),
    'dashboard-session-key': hex(32),
    [CLIENT_SECRET]: clientSecret,
  };
}

export function requireSecret(secrets: LocalSecrets, name: string): string {
  const value = secrets[name];
  if (value === undefined) throw new Error(`the local secrets have no "${name}"`);
  return value;
}

/** What the local bank signs in and signs with. */
export function customerCredentials(secrets: LocalSecrets) {
  const { signingSecret } = JSON.parse(
    requireSecret(secrets, `customers/${LOCAL_CUSTOMER.id}`),
  ) as { signingSecret: string };
  return {
    id: LOCAL_CUSTOMER.id,
    clientId: LOCAL_CUSTOMER.clientId,
    clientSecret: requireSecret(secrets, CLIENT_SECRET),
    signingSecret,
  };
}

/** Reads one secret of the local system by its name. */
export function localSecrets(dataDir: string): (name: string) => string {
  const secrets = ensureSecrets(dataDir);
  return (name) => requireSecret(secrets, name);
}

/** The local bank's credentials. */
export function localCustomer(dataDir: string) {
  return customerCredentials(ensureSecrets(dataDir));
}
