import { certificateFailures } from '../connection-failure.ts';
import { StoreError } from '../ports/errors.ts';

export interface Failure {
  readonly error: StoreError;
  /** Trying again may help: the server was away, changed its primary, or was too slow. */
  readonly passing: boolean;
}

/** What messages name: never more of the URL than its hosts. */
export interface Place {
  readonly hosts: string;
  readonly variable: string;
}

/** Server errors after which the same operation may succeed: elections, shutdowns, lost majorities, overload. */
const PASSING_CODES = new Set([
  6, 7, 50, 64, 89, 91, 100, 134, 189, 262, 358, 365, 462, 9001, 10_107, 11_600, 11_602, 13_435,
  13_436,
]);
const PASSING_LABELS = ['RetryableWriteError', 'RetryableReadError', 'RetryableError'];
const PASSING_NAMES = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoServerSelectionError',
  'MongoWaitQueueTimeoutError',
  'MongoStalePrimaryError',
  // Of a first connection that failed, for whoever waited for the same one.
  'MongoClientClosedError',
  'MongoTopologyClosedError',
  'MongoNotConnectedError',
  'MongoPoolClosedError',
  'MongoExpiredSessionError',
]);
const DUPLICATE_KEY = 11_000;
const REFUSALS: Readonly<Record<number, string>> = {
  8: 'the server does not know the user: correct it',
  11: 'the server does not know the user: correct it',
  13: 'the user may not do this: it needs readWrite on the database',
  18: 'the server refuses the user or the password: correct them',
  8000: 'the server refuses the user or the password: correct them',
};
const CREDENTIALS = 'no AWS credentials to log in with (Pod Identity, environment or profile)';

const TRANSPORT: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection is refused',
  ECONNRESET: 'the connection is reset',
  EHOSTUNREACH: 'the host is unreachable',
  ENOTFOUND: 'the host name is not known',
  ETIMEDOUT: 'no answer to the connection',
};
/** Waiting does not mend a certificate. */
const TLS: Readonly<Record<string, string>> = {
  ...certificateFailures('the server', 'TANDEM_MONGODB_TLS_CA_FILE'),
  ERR_SSL_WRONG_VERSION_NUMBER:
    'the server does not speak TLS: leave tls=true out, or take its TLS port',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'the server offers no TLS 1.2 or later',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'the server offers no TLS 1.2 or later',
};

/** What an error of the driver means. No message repeats one of the server: it may quote a document. */
export function failureOf(error: unknown, place: Place, collection?: string): Failure {
  if (error instanceof StoreError) return { error, passing: false };
  const where = collection === undefined ? 'documents' : `documents: ${collection}`;
  const { code } = described(error);
  if (code === DUPLICATE_KEY) return { error: duplicate(error, collection ?? ''), passing: false };
  const refusal = refusalOf(error);
  const passing = refusal === undefined && isPassing(error);
  const reason = refusal ?? (passing ? reasonOf(error) : `the server refuses (${codeName(error)})`);
  const message = `${where}: ${place.variable}: ${reason}; at ${place.hosts}`;
  return { error: new StoreError('unavailable', message, { lasting: !passing }), passing };
}

/** Mine, or that of a write of somebody else. */
export function duplicate(error: unknown, collection: string): StoreError {
  const text = error instanceof Error ? error.message : '';
  const named = / index: (\S+) dup key/.exec(text)?.[1] ?? '_id_';
  const index = named === '_id_' ? '_id' : named;
  const message = `${collection}: another document holds this key of ${index}`;
  return new StoreError('duplicate', message, { index });
}

function isPassing(error: unknown): boolean {
  const { name, code } = described(error);
  return (
    PASSING_NAMES.has(name) ||
    (typeof code === 'number' && PASSING_CODES.has(code)) ||
    PASSING_LABELS.some((label) => hasLabel(error, label))
  );
}

/** Somebody has to change something before it can work. */
function refusalOf(error: unknown): string | undefined {
  for (const { name, code } of chain(error).map(described)) {
    if (name === 'MongoAWSError' || name === 'MongoMissingCredentialsError') return CREDENTIALS;
    const refusal = typeof code === 'number' ? REFUSALS[code] : undefined;
    if (refusal !== undefined) return refusal;
  }
  const said = membersOf(error).map((member) => tlsReason(chain(member)));
  return said.every((reason) => reason !== undefined) ? said[0] : undefined;
}

function tlsReason(errors: readonly Error[]): string | undefined {
  for (const { code } of errors.map(described)) {
    const known = typeof code === 'string' ? TLS[code] : undefined;
    if (known !== undefined) return `${known} (${code})`;
  }
  return undefined;
}

function reasonOf(error: unknown): string {
  for (const { code, message } of chain(error).map(described)) {
    const known = typeof code === 'string' ? (TRANSPORT[code] ?? TLS[code]) : undefined;
    if (known !== undefined) return `${known} (${code})`;
    if (typeof code === 'string') return code;
    if (/maximum wire version/.test(message)) return 'the server is older than MongoDB 4.4';
  }
  const type = topologyType(error);
  if (type === 'ReplicaSetNoPrimary')
    return 'members answer, none of them is primary: wait for the election, or bring back a majority';
  const { name, code } = described(error);
  if (code !== undefined) return `${codeName(error)}`;
  return name === 'MongoServerSelectionError' ? 'no member answers' : name;
}

/** The error, what caused it, and what the driver learnt of each member. */
function chain(error: unknown): Error[] {
  const found: Error[] = [];
  const follow = (at: unknown): void => {
    if (!(at instanceof Error) || found.includes(at)) return;
    found.push(at);
    follow(at.cause);
    for (const member of membersOf(at)) follow(member);
  };
  follow(error);
  return found;
}

/** What went wrong last with each member of the set. */
function membersOf(error: unknown): unknown[] {
  const servers: unknown =
    error instanceof Error ? Reflect.get(reasonIn(error), 'servers') : undefined;
  if (!(servers instanceof Map)) return [];
  return [...servers.values()].map((server) => Reflect.get(Object(server), 'error'));
}

function reasonIn(error: Error): object {
  return Object('reason' in error ? error.reason : undefined);
}

function topologyType(error: unknown): unknown {
  return error instanceof Error ? Reflect.get(reasonIn(error), 'type') : undefined;
}

function described(error: unknown): { name: string; code: unknown; message: string } {
  if (!(error instanceof Error)) return { name: 'unknown', code: undefined, message: '' };
  const code: unknown = 'code' in error ? error.code : undefined;
  return { name: error.name, code, message: error.message };
}

function codeName(error: unknown): string {
  const name: unknown = error instanceof Error && 'codeName' in error ? error.codeName : undefined;
  return typeof name === 'string' ? name : String(described(error).code ?? described(error).name);
}

function hasLabel(error: unknown, label: string): boolean {
  if (!(error instanceof Error) || !('hasErrorLabel' in error)) return false;
  const { hasErrorLabel } = error;
  return typeof hasErrorLabel === 'function' && hasErrorLabel.call(error, label) === true;
}
