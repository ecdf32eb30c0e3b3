import { StoreError } from '../ports/errors.ts';

export interface ConnectMongoOptions {
  /**
   * `mongodb://` or `mongodb+srv://` with the members of a replica set; the path is the database. Options of
   * the URL that concern durability, reads and retries are ours; see docs/reference/engines.md for the rest.
   */
  readonly url: string;
  /** PEM of the authorities to trust instead of those that Node trusts; wins over `tlsCAFile` of the URL. */
  readonly ca?: string;
  /** Names this process to the server: its region. */
  readonly client?: string;
  /** The variable that named the server: errors say where to look. Default TANDEM_MONGODB_URL. */
  readonly variable?: string;
  /** How long an operation waits for a server or a primary that is away. Default 10 s. */
  readonly retryForMs?: number;
  /** Connections to each member, at most. Default 100. */
  readonly maxConnections?: number;
}

export interface MongoAddress {
  readonly database: string;
  /** For messages: host and port of each member, nothing else of the URL. */
  readonly hosts: string;
}

export const DEFAULT_VARIABLE = 'TANDEM_MONGODB_URL';
export const DEFAULT_RETRY_MS = 10_000;
const MAX_RETRY_MS = 600_000;
const DEFAULT_DATABASE = 'tandem';
const ALLOWED =
  'mongodb[+srv]://[user:password@]host[:port][,host[:port]…]/[database][?option=value&…]';

/** What would let a write be lost, a read be wrong or a stranger listen, and why it is refused. */
const REFUSED: Readonly<Record<string, string>> = {
  tlsinsecure: 'every certificate would do',
  tlsallowinvalidcertificates: 'every certificate would do',
  tlsallowinvalidhostnames: 'the certificate of any server would do',
  directconnection: 'a secondary might answer; name the members, the driver finds the primary',
  loadbalanced: 'a load balancer hides which member is primary',
  proxyhost: 'SOCKS proxies are not supported',
};
/** What the adapter does. Atlas hands out URLs that say so; one that says otherwise would be a lie. */
const ALWAYS: Readonly<Record<string, string>> = {
  w: 'majority',
  journal: 'true',
  readconcernlevel: 'majority',
  readpreference: 'primary',
  retrywrites: 'true',
  retryreads: 'true',
};

const HOST = /^(?:\[[0-9a-fA-F:.]+\]|[^:[\]]+)(?::[0-9]{1,5})?$/;
const URL_FORM = /^mongodb(\+srv)?:\/\/(?:[^@/?]*@)?([^@/?]+)(?:\/([^?/]*))?(?:\?(.*))?$/s;

/** The options of a URL by their names in lower case, as the driver takes them. */
export function optionsIn(url: string): ReadonlyMap<string, string> {
  const given = new URLSearchParams(url.split('?')[1] ?? '');
  return new Map([...given].map(([name, value]) => [name.toLowerCase(), value]));
}

/** Whether what travels to the servers of this URL is encrypted. */
export function asksForTls(url: string): boolean {
  const options = optionsIn(url);
  const asked = options.get('tls') ?? options.get('ssl');
  return asked === undefined ? url.startsWith('mongodb+srv:') : asked === 'true';
}

/** Throws StoreError `invalid`, which never repeats the URL: it holds a password. */
export function parseMongoUrl(text: string, variable = DEFAULT_VARIABLE): MongoAddress {
  const refuse = (reason: string): StoreError =>
    new StoreError('invalid', `${variable}: ${reason}. Allowed: ${ALLOWED}.`);
  if (!/^mongodb(\+srv)?:\/\//.test(text)) throw refuse('it does not begin with mongodb://');
  const [, srv, hosts = '', database = '', query = ''] = URL_FORM.exec(text) ?? [];
  // What follows a ? in a password would be taken for options, and what precedes it for a host to be named.
  const torn = query.includes('@') && !/^[^?]*@/.test(text);
  if (torn || !hosts.split(',').every((host) => HOST.test(host))) {
    throw refuse('the host is missing, or an @, /, ? or : in the password is not encoded');
  }
  if (srv && /[,:]/.test(hosts)) throw refuse('mongodb+srv:// takes one host name without a port');
  if (!/^[A-Za-z0-9_-]{0,38}$/.test(database)) {
    throw refuse('the database must be up to 38 letters, digits, - and _');
  }
  for (const [name, value] of new URLSearchParams(query)) {
    const reason = REFUSED[name.toLowerCase()];
    if (reason !== undefined && value !== 'false') throw refuse(`${name} is refused: ${reason}`);
    const always = ALWAYS[name.toLowerCase()];
    if (always !== undefined && value !== always) {
      throw refuse(`${name}=${value} is refused: it is always ${always}`);
    }
  }
  return { database: database || DEFAULT_DATABASE, hosts };
}

/** Throws StoreError `invalid`. */
export function checkedRetryMs(retryForMs = DEFAULT_RETRY_MS): number {
  if (retryForMs >= 0 && retryForMs <= MAX_RETRY_MS) return retryForMs;
  throw new StoreError('invalid', `retryForMs is ${retryForMs}; allowed: 0 to ${MAX_RETRY_MS}`);
}
