import { StoreError } from '../ports/errors.ts';

export interface RedisTls {
  /** PEM of the authorities to trust instead of those that Node trusts. */
  readonly ca?: string;
  /** The name that the certificate must carry, where it is not the host of the URL. */
  readonly serverName?: string;
}

export interface Credentials {
  readonly username?: string;
  readonly password: string;
}

export interface ConnectRedisOptions {
  /** `redis[s]://[[user]:password@]host[:port]`; `rediss` is TLS 1.2 or 1.3. */
  readonly url: string;
  readonly tls?: RedisTls;
  /** Asked before each connection, so that a rotated password needs no restart; wins over the URL. */
  readonly credentials?: () => Promise<Credentials>;
  /** The variable that named the server: errors say where to look. Default TANDEM_REDIS_URL. */
  readonly variable?: string;
  /** What gave the password, where that is something else: errors about it name this. */
  readonly passwordVariable?: string;
  /** How long an operation waits for a server that is away. Default 10 s. */
  readonly retryForMs?: number;
  /** Operations that wait for the server at once, at most. Default 1,000. */
  readonly maxWaiting?: number;
}

/** Where the server is and how to greet it. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly credentials: Credentials | undefined;
}

const DEFAULT_PORT = 6379;
export const DEFAULT_VARIABLE = 'TANDEM_REDIS_URL';
const ALLOWED = 'redis://[user:password@]host[:port], or rediss:// for TLS';

/** Throws StoreError `invalid`, which never repeats the URL: it holds a password. */
export function parseRedisUrl(text: string, variable = DEFAULT_VARIABLE): RedisAddress {
  const refuse = (reason: string): StoreError =>
    new StoreError('invalid', `${variable}: ${reason}. Allowed: ${ALLOWED}.`);
  if (!URL.canParse(text)) throw refuse('not a URL');
  const url = new URL(text);
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') {
    throw refuse(`the scheme ${url.protocol}// is not known`);
  }
  if (url.hostname === '') throw refuse('the host is missing');
  if (url.pathname.length > 1) {
    throw refuse('a database number is not supported: Active-Active databases have only one');
  }
  if (url.search !== '' || url.hash !== '') throw refuse('options after the port are not known');
  const [username, password] = [url.username, url.password].map((part) => decoded(part, refuse));
  if (username && !password) throw refuse('there is a user but no password');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    secure: url.protocol === 'rediss:',
    credentials: password ? { ...(username ? { username } : {}), password } : undefined,
  };
}

function decoded(part: string, refuse: (reason: string) => StoreError): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw refuse('a % in the user or password is not followed by two hexadecimal digits');
  }
}
