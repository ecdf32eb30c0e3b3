import { type ConnectionFailure, certificateFailures } from '../connection-failure.ts';
import { StoreError } from '../ports/errors.ts';

const LASTING: Readonly<Record<string, string>> = {
  SASL_AUTHENTICATION_FAILED: 'the brokers refuse the user or the password: correct them',
  UNSUPPORTED_SASL_MECHANISM: 'the brokers do not offer SCRAM-SHA-512',
  TOPIC_AUTHORIZATION_FAILED:
    'the user may not use a topic (docs/reference/engines.md lists rights)',
  GROUP_AUTHORIZATION_FAILED: 'the user may not use a consumer group',
  CLUSTER_AUTHORIZATION_FAILED: 'the user may not write idempotently',
  UNSUPPORTED_VERSION: 'the brokers are too old: Kafka 4.0 or later is needed',
  ...certificateFailures('a broker', 'TANDEM_KAFKA_TLS_CA_FILE'),
  ERR_SSL_WRONG_VERSION_NUMBER:
    'the listener does not speak TLS: set TANDEM_KAFKA_TLS=false, or take its TLS port',
  EPROTO: 'the listener does not speak TLS as asked',
};

/** The error, everything that it holds and everything that caused it, outermost first. */
export function* chainOf(error: unknown): Generator<Error> {
  if (!(error instanceof Error)) return;
  yield error;
  if (error instanceof AggregateError) for (const inner of error.errors) yield* chainOf(inner);
  if (error.cause !== undefined) yield* chainOf(error.cause);
}

/** Names of the protocol's error codes in it (kafka.apache.org/protocol#protocol_error_codes). */
export function protocolErrors(error: unknown): string[] {
  return [...chainOf(error)].flatMap((each) =>
    'apiId' in each && typeof each.apiId === 'string' ? [each.apiId] : [],
  );
}

/** The library answers `timed out`, and can no longer read the connection: it must be replaced. */
export function isTimeout(error: unknown): boolean {
  return [...chainOf(error)].some(({ message }) => message.includes('timed out'));
}

export function failureOf(error: unknown): ConnectionFailure {
  const chain = [...chainOf(error)];
  const codes = chain.flatMap((each) => {
    const code = 'code' in each && typeof each.code === 'string' ? each.code : undefined;
    return code === undefined || code.startsWith('PLT_KFK') ? [] : [code];
  });
  const names = [...protocolErrors(error), ...codes];
  for (const name of names) {
    const known = LASTING[name];
    if (known === undefined) continue;
    const ofPassword = name === 'SASL_AUTHENTICATION_FAILED';
    return { text: `${known} (${name})`, lasting: true, ofPassword };
  }
  return { text: names[0] ?? chain.at(-1)?.message ?? String(error), lasting: false };
}

export function unavailable(
  variable: string,
  text: string,
  { cause, lasting = false }: { cause?: unknown; lasting?: boolean } = {},
): StoreError {
  return new StoreError('unavailable', `events: ${variable}: ${text}`, { cause, lasting });
}

export function closedError(): StoreError {
  return new StoreError('closed', 'events: the client is closed');
}
