import type { FastifyReply, FastifyRequest } from 'fastify';

export interface CookieOptions {
  readonly maxAgeMs: number;
  /** Lax where a redirect from another site must bring it along. */
  readonly sameSite: 'Strict' | 'Lax';
}

/** Browsers keep Secure cookies off plain http; the local system has nothing else. */
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?$/;

export function isLoopback({ headers }: FastifyRequest): boolean {
  return LOOPBACK.test(headers.host ?? '');
}

/** RFC 6265bis section 4.1.3.2: `__Host-` binds a cookie to this host, to all its paths and to https. */
function nameOf(request: FastifyRequest, name: string): string {
  return isLoopback(request) ? name : `__Host-${name}`;
}

export function readCookie(request: FastifyRequest, name: string): string | undefined {
  const wanted = nameOf(request, name);
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (pair.slice(0, at).trim() === wanted) return pair.slice(at + 1).trim() || undefined;
  }
  return undefined;
}

/** Adds one Set-Cookie; `maxAgeMs` 0 removes the cookie. The value needs no escaping. */
export function writeCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
  value: string,
  { maxAgeMs, sameSite }: CookieOptions,
): void {
  const secure = isLoopback(request) ? '' : '; Secure';
  const maxAge = Math.floor(maxAgeMs / 1_000);
  const attributes = `Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=${sameSite}${secure}`;
  reply.header('set-cookie', `${nameOf(request, name)}=${value}; ${attributes}`);
}
