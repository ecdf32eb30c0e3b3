import { STATUS_CODES } from 'node:http';

/** What the edge answers by itself: Cloudflare's own statuses, and requests it does not pass on. */
const REFUSALS = {
  400: ['invalid-request', 'The edge could not read this request.'],
  403: ['not-through-the-edge', 'This path is for operators and not served through the edge.'],
  414: ['url-too-long', 'The URL is longer than the edge passes on.'],
  408: ['request-timeout', 'The request did not come in time.'],
  426: ['unsupported-upgrade', 'The edge upgrades connections to websocket only.'],
  431: ['headers-too-large', 'The header of the request is larger than the edge passes on.'],
  520: ['origin-error', 'The region ended the connection without a response.'],
  521: ['origin-down', 'The region refused the connection.'],
  522: ['origin-timeout', 'The region did not accept the connection in time.'],
  523: ['origin-unreachable', 'There is no route to the region.'],
  524: ['response-timeout', 'The region did not begin its response in time.'],
  530: ['no-origin', 'No pool may serve, not even the fallback pool.'],
} as const satisfies Record<number, readonly [code: string, detail: string]>;

export type RefusalStatus = keyof typeof REFUSALS;

/** RFC 9457. */
export function problemBody(status: RefusalStatus, detail?: string): string {
  const [code, usual] = REFUSALS[status];
  return JSON.stringify({
    type: 'about:blank',
    title: code,
    status,
    code,
    detail: detail ?? usual,
  });
}

/** A whole response for a connection on which no `ServerResponse` can speak; it ends the connection. */
export function rawRefusal(status: RefusalStatus): string {
  const body = problemBody(status);
  return [
    `HTTP/1.1 ${status} ${reasonOf(status)}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

export function reasonOf(status: number): string {
  return STATUS_CODES[status] ?? 'Origin Error';
}

/** What a request comes to whose connection to the region failed with this error before it stood. */
export function statusOfConnectError(code: string | undefined): RefusalStatus {
  switch (code) {
    case 'ETIMEDOUT':
      return 522;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 523;
    default:
      return 521;
  }
}
