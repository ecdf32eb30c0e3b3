/** Cheap and wide: everything that could be spelt like a refused path. */
const SUSPECT = /metrics|%/i;

/** The path and query for the origin, also when the target came in absolute form (RFC 9112 section 3.2.2). */
export function originForm(target: string): string {
  if (target.startsWith('/') || target === '*') return target;
  const url = URL.canParse(target) ? new URL(target) : undefined;
  return url ? `${url.pathname}${url.search}` : target;
}

/** /metrics is not served through the edge, however it is spelt. */
export function isRefusedPath(path: string): boolean {
  if (!SUSPECT.test(path)) return false;
  // Twice, as an origin may decode once more than its edge.
  const seen = decoded(decoded(path.split('?')[0] ?? ''));
  const { pathname } = new URL(`http://edge/${seen.replace(/^\/+/, '')}`);
  const plain = pathname.replace(/\/+/g, '/').replace(/;.*$/, '').toLowerCase();
  return plain === '/metrics' || plain.startsWith('/metrics/');
}

function decoded(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (octet) => {
    const code = Number.parseInt(octet.slice(1), 16);
    return code < 0x80 && code !== 0x23 && code !== 0x3f ? String.fromCharCode(code) : octet;
  });
}
