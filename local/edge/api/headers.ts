import { PLACE_HEADER } from '../places.ts';

/** Headers as Node has them from the wire: name, value, name, value. */
export type RawHeaders = readonly string[];

/** RFC 9110 section 7.6.1: of one connection only, never forwarded. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What the edge alone may say; a client's own are dropped. `expect` was answered here. */
const OURS_IN = new Set([
  'cf-connecting-ip',
  'cf-ray',
  'cf-visitor',
  'expect',
  'x-forwarded-for',
  'x-forwarded-proto',
  PLACE_HEADER,
]);
const OURS_OUT = new Set(['cf-ray', 'x-tandem-region', 'x-tandem-via']);

export interface Forwarded {
  readonly clientIp: string;
  readonly ray: string;
  /** Kept for a WebSocket: `Connection: Upgrade`, `Upgrade: websocket`. */
  readonly upgrade?: string;
}

/**
 * The headers of a request on their way to the origin. Cloudflare, HTTP request headers: CF-Connecting-IP
 * is the client's address; X-Forwarded-For has it appended to what came with the request.
 */
export function requestHeaders(raw: RawHeaders, { clientIp, ray, upgrade }: Forwarded): string[] {
  const named = namedByConnection(raw);
  const headers: string[] = [];
  const before: string[] = [];
  eachHeader(raw, (name, value, lower) => {
    if (lower === 'x-forwarded-for') before.push(value);
    if (HOP_BY_HOP.has(lower) || OURS_IN.has(lower) || named.has(lower)) return;
    headers.push(name, value);
  });
  headers.push('X-Forwarded-For', [...before, clientIp].join(', '));
  headers.push('X-Forwarded-Proto', 'http');
  headers.push('CF-Connecting-IP', clientIp);
  headers.push('CF-Ray', ray);
  headers.push('CF-Visitor', '{"scheme":"http"}');
  if (upgrade !== undefined) headers.push('Connection', 'Upgrade', 'Upgrade', upgrade);
  return headers;
}

export interface Answered {
  readonly ray: string;
  readonly region: string;
  readonly via: string;
  /** A session cookie to set. */
  readonly cookie?: string;
}

/** The headers of a response on their way to the client, with the region that served it. */
export function responseHeaders(raw: RawHeaders, answered: Answered): string[] {
  const named = namedByConnection(raw);
  const headers: string[] = [];
  eachHeader(raw, (name, value, lower) => {
    if (HOP_BY_HOP.has(lower) || OURS_OUT.has(lower) || named.has(lower)) return;
    headers.push(name, value);
  });
  headers.push('CF-Ray', answered.ray, 'X-Tandem-Region', answered.region);
  headers.push('X-Tandem-Via', answered.via);
  if (answered.cookie !== undefined) headers.push('Set-Cookie', answered.cookie);
  return headers;
}

/** `::ffff:127.0.0.1` to `127.0.0.1`. */
export function clientAddress(remoteAddress: string | undefined): string {
  return (remoteAddress ?? '0.0.0.0').replace(/^::ffff:/, '');
}

function namedByConnection(raw: RawHeaders): ReadonlySet<string> {
  const named = new Set<string>();
  eachHeader(raw, (_, value, lower) => {
    if (lower !== 'connection') return;
    for (const option of value.split(',')) named.add(option.trim().toLowerCase());
  });
  return named;
}

function eachHeader(
  raw: RawHeaders,
  visit: (name: string, value: string, lower: string) => void,
): void {
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    visit(name, raw[i + 1] ?? '', name.toLowerCase());
  }
}
