import { type ConnectionFailure, certificateFailures } from '../connection-failure.ts';
import { StoreError } from '../ports/errors.ts';

const LASTING_REPLIES: Readonly<Record<string, string>> = {
  WRONGPASS: 'the server refuses the user or the password: correct them',
  NOAUTH: 'the server wants a password: set one',
  NOPERM: 'the user may not run a command of the cache (docs/reference/engines.md lists them)',
  DENIED: 'the server is in protected mode and refuses remote clients',
};

const PASSWORD = new Set(['WRONGPASS', 'NOAUTH']);

const LASTING_CODES: Readonly<Record<string, string>> = {
  ...certificateFailures('the server', 'TANDEM_REDIS_TLS_CA_FILE'),
  EPROTO: 'the server does not speak TLS as asked (redis:// and rediss:// differ)',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS: use redis://, or its TLS port',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'the server offers no TLS 1.2 or 1.3',
};

/** What the client says without a code. */
const TRANSIENT: Readonly<Record<string, string>> = {
  'Connection timeout':
    'connecting took too long (a port without TLS that is asked for TLS does not answer)',
  'Socket closed unexpectedly':
    'the server closed the connection (a TLS port does so when it is not asked for TLS)',
};

/** Why there is no connection. */
export function connectionFailure(error: unknown): ConnectionFailure {
  // The password could not be had: its store says why.
  if (error instanceof StoreError) {
    return { text: error.message, lasting: error.code !== 'unavailable' || error.lasting };
  }
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const reply = LASTING_REPLIES[firstWord(message)];
  const known = reply ?? (code === undefined ? undefined : LASTING_CODES[code]);
  if (known !== undefined) {
    const word = firstWord(message);
    return { text: `${known} (${code ?? word})`, lasting: true, ofPassword: PASSWORD.has(word) };
  }
  return { text: TRANSIENT[message] ?? code ?? message, lasting: false };
}

/** What an error reply of the server means for the caller. */
export function replyError(error: unknown, variable: string): StoreError {
  const message = messageOf(error);
  const word = firstWord(message);
  if (word === 'WRONGTYPE' || /not an integer|would overflow|hash value/.test(message)) {
    return new StoreError('invalid', `cache: the key holds another kind of value (${word})`);
  }
  // BUSY, LOADING, MASTERDOWN, READONLY, OOM, NOPERM: the server cannot, at least now.
  const known = LASTING_REPLIES[word];
  return new StoreError(
    'unavailable',
    `cache: ${variable}: ${known ?? 'the server refuses'} (${word})`,
    { lasting: known !== undefined },
  );
}

/** Of a transaction: what its first refused command says. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const replies = 'replies' in error && Array.isArray(error.replies) ? error.replies : [];
  const refused: unknown = replies.find((reply) => reply instanceof Error);
  return refused instanceof Error ? refused.message : error.message;
}

function firstWord(message: string): string {
  return message.split(' ', 1)[0] ?? '';
}

function codeOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return undefined;
}
